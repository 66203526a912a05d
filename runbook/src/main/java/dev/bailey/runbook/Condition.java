package dev.bailey.runbook;

import java.time.Duration;

/** A question to the world that changes nothing, so that it may be asked again and again. Immutable. */
public sealed interface Condition permits Command, HttpCall {

    /** What is asked, in one line for people; shows no secret. */
    String title();

    /** How long one answer may take. */
    Duration limit();
}
