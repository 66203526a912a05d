package dev.bailey.runbook;

import java.time.Duration;

/**
 * How long to wait before another attempt: twice as long each time, up to a limit. Immutable.
 *
 * @param attemptsMax attempts in all, the first included
 */
record Backoff(Duration first, Duration longest, int attemptsMax) {

    /** Gives the world about an hour: a failover, or a person who must get up and repair something. */
    static final Backoff PATIENT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), 250);

    /** Doublings after which any sensible first wait has passed any sensible limit. */
    private static final int DOUBLINGS_MAX = 30;

    Backoff {
        if (first.isNegative() || first.compareTo(longest) > 0 || attemptsMax < 1) {
            throw new IllegalArgumentException(
                    "back-off from " + first + " to " + longest + ", at most " + attemptsMax + " attempts");
        }
    }

    /** @param attempts how many have failed */
    Duration after(int attempts) {
        Duration wait = first.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
