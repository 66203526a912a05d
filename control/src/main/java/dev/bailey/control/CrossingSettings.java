package dev.bailey.control;

import java.time.Duration;

/**
 * Limits of a crossing.
 *
 * @param hold how long routers park writes at most
 * @param lease how long the old side's guard refuses writes before it takes them again by itself; longer than the hold
 * @param proof how long to wait for writers that passed the guard
 * @param drain how long to wait for a mark to be read back
 * @param forward how long to go on trying once the old side is shut for good, before retreating
 * @param retry wait before a failed step is tried again; doubles up to a hundred times as long
 */
record CrossingSettings(
        Duration hold, Duration lease, Duration proof, Duration drain, Duration forward, Duration retry) {

    /** Soon enough for those who wait, seldom enough for a server that is coming up. */
    private static final Duration RETRY = Duration.ofMillis(20);

    private static final int RETRY_GROWTH = 100;

    CrossingSettings {
        if (lease.compareTo(hold) <= 0) {
            throw new IllegalArgumentException("the lease (" + lease + ") must be longer than the hold (" + hold + ")");
        }
    }

    /** Every wait inside the hold is bounded by it. */
    static CrossingSettings within(Duration hold, Duration lease) {
        return new CrossingSettings(hold, lease, hold, hold, hold.multipliedBy(2), RETRY);
    }

    Duration retryMax() {
        return retry.multipliedBy(RETRY_GROWTH);
    }
}
