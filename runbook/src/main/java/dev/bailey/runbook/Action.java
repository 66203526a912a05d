package dev.bailey.runbook;

/** What a step of the plan does. Immutable. */
public sealed interface Action permits Command, HttpCall, Wait, Manual, Approval {

    /** What it does, in one line for people; shows no secret. */
    String title();

    /** Whether the world is the same afterwards, so that there is nothing to undo. */
    boolean changesNothing();
}
