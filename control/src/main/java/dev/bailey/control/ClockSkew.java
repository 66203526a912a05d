package dev.bailey.control;

import dev.bailey.core.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** By how much somebody's clock is off at least. It accuses none that may be right. */
final class ClockSkew {

    /** Clocks that follow a time server are within it. */
    private static final Duration MAX = Duration.ofSeconds(1);

    private ClockSkew() {}

    /**
     * Holds a time against this machine's.
     *
     * @param there what somebody said, at any time between the question and the answer
     * @param unit of that time, whose rest was cut off
     */
    static Optional<Finding> finding(Instant asked, Instant there, Duration unit, Instant heard) {
        return sentence(Duration.between(heard, there), "ahead of")
                .or(() -> sentence(Duration.between(there.plus(unit), asked), "behind"))
                .map(found -> ControlCheck.CLOCK_SKEW.finding("", found, "let both follow a time server"));
    }

    private static Optional<String> sentence(Duration least, String where) {
        return least.compareTo(MAX) > 0
                ? Optional.of("its clock is at least " + least.toSeconds() + " s " + where + " this machine's")
                : Optional.empty();
    }
}
