package dev.bailey.runbook;

import java.time.Duration;

/** Which durations a step may name. */
final class Limits {

    /** Longer than any migration; what is longer is a mistake, and must not overflow anything. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private Limits() {}

    static void requireLimit(Duration limit, String what) {
        require(limit, "the limit of " + what);
    }

    static void require(Duration duration, String what) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " is more than nothing and at most " + LONGEST.toDays() + " days: " + duration);
        }
    }
}
