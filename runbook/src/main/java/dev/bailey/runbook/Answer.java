package dev.bailey.runbook;

/** What came of something that a person asked for. Immutable. */
public sealed interface Answer {

    /** For people, whichever it is. */
    String sentence();

    default boolean isDone() {
        return this instanceof Done;
    }

    /** It is done, and in the journal. */
    record Done(String sentence) implements Answer {}

    /** Nothing was done. */
    record Refused(String sentence) implements Answer {}
}
