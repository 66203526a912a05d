package dev.bailey.control;

import java.time.Duration;

/**
 * What a look at a condition found. Immutable.
 *
 * @param lasting for how long it has been so; zero when fine
 * @param due whether it has been bad or unknown for so long that something has to happen
 * @param measured the figure, for the beginning of a sentence; why there is none where it is unknown
 */
record Reading(State state, Duration lasting, boolean due, String measured) {

    /** What is known of a trigger. */
    enum State {
        FINE,
        BAD,
        UNKNOWN
    }

    static Reading fine(String measured) {
        return new Reading(State.FINE, Duration.ZERO, /* due= */ false, measured);
    }

    static Reading bad(Duration lasting, boolean due, String measured) {
        return new Reading(State.BAD, lasting, due, measured);
    }

    static Reading unknown(Duration lasting, Duration limit, String because) {
        return new Reading(State.UNKNOWN, lasting, lasting.compareTo(limit) >= 0, because);
    }

    boolean isFine() {
        return state == State.FINE;
    }

    /** In one sentence, why something has to happen. */
    String because(Trigger trigger) {
        return state == State.UNKNOWN
                ? "nothing is known of \"" + trigger.name() + "\": " + measured
                : measured
                        + (trigger.time().isZero() ? "" : " for " + Spoken.duration(trigger.time()))
                        + ", allowed " + trigger.allowed();
    }
}
