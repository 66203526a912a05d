package dev.bailey.control;

import dev.bailey.runbook.HttpCall;
import java.time.Duration;

/**
 * A harmless request that somebody outside the routers sends all the time, through the address that users have.
 * Immutable.
 *
 * @param call its limit is how long an answer may take
 * @param every the pause between an answer and the next request
 */
public record Probe(HttpCall call, Duration every) {

    public static final Duration EVERY = Duration.ofSeconds(1);
    public static final Duration LIMIT = Duration.ofSeconds(2);

    /** More often is load, not a look. */
    private static final Duration EVERY_MIN = Duration.ofMillis(100);

    /** Less often is no proof of anything. */
    private static final Duration EVERY_MAX = Duration.ofMinutes(1);

    public Probe {
        if (!call.changesNothing()) {
            throw new IllegalArgumentException("a probe changes nothing: " + call.title());
        }
        if (every.compareTo(EVERY_MIN) < 0 || every.compareTo(EVERY_MAX) > 0) {
            throw new IllegalArgumentException("a probe is sent every " + EVERY_MIN.toMillis() + " ms to "
                    + EVERY_MAX.toSeconds() + " s, not every " + every.toMillis() + " ms");
        }
    }

    /** Two probes that are further apart than this leave a time in which nobody looked. */
    Duration gapMax() {
        return every.plus(call.limit()).plus(every).plus(Duration.ofSeconds(1));
    }
}
