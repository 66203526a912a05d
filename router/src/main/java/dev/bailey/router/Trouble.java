package dev.bailey.router;

import dev.bailey.core.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which requests through one router fared badly in one way, by the router's own clock. Immutable.
 *
 * @param number within the router's process, from 1
 * @param side that was to answer; null where none was chosen
 * @param failure why; null where the kind says it
 * @param epoch of the hold that it belongs to; 0 for none
 * @param fromMillis since the epoch of the clock: the first of them
 * @param toMillis likewise: the last of them so far
 * @param requests how many
 * @param longestMillis the longest time that one of them was held; 0 for none
 * @param over whether no more can be added to it
 */
public record Trouble(
        long number,
        Kind kind,
        @Nullable Side side,
        @Nullable Failure failure,
        long epoch,
        long fromMillis,
        long toMillis,
        long requests,
        long longestMillis,
        boolean over) {

    public Trouble {
        if (toMillis < fromMillis) {
            throw new IllegalArgumentException("trouble " + number + " ends before it begins: " + toMillis);
        }
    }

    public Instant from() {
        return Instant.ofEpochMilli(fromMillis);
    }

    public Instant to() {
        return Instant.ofEpochMilli(toMillis);
    }

    /** How requests fared. */
    public enum Kind {
        /** Not answered by their side. */
        FAILED("failed"),
        /** Answered by their side with a status of 500 and more. */
        SERVER_ERRORS("server errors"),
        /** Not answered, because the side took no connections. */
        SIDE_DOWN("side down"),
        /** Answered late, because a side was being changed. */
        WRITES_HELD("writes held");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As reports have it. */
        public String label() {
            return label;
        }
    }
}
