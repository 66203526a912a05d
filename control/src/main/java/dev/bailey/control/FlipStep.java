package dev.bailey.control;

import java.util.Locale;

/** The parts of a move, in their order; between them they make up the whole of it. */
public enum FlipStep {
    /** Routers park writes and let running ones finish. */
    HOLD,
    /** The old side refuses writes, and that is proven. */
    FENCE,
    /** The last writes reach the other side; before and after the old side is shut for good. */
    DRAIN,
    /** Sequences are carried ahead, the last changes compared, triggers carried, and the reverse position written. */
    CHECK,
    /** Guards are moved, and the journal is closed. */
    COMMIT,
    /** Routers take the new route. */
    RELEASE;

    /** As reports spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
