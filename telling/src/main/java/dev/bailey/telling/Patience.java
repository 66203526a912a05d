package dev.bailey.telling;

import java.time.Duration;

/**
 * How long a notice is tried: each wait is twice the one before, up to the longest. Immutable.
 *
 * @param total after which it is given up; it is old news then
 */
record Patience(Duration first, Duration longest, Duration total) {

    static final Patience USUAL = new Patience(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(30));

    /** Doublings after which any sensible first wait has passed any sensible longest one. */
    private static final int DOUBLINGS_MAX = 20;

    /** @param attempts how many have failed */
    Duration after(int attempts) {
        Duration wait = first.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
