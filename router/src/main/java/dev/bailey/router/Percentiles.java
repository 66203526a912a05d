package dev.bailey.router;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Measured times in milliseconds, exact to 1 %. Immutable. */
public record Percentiles(double p50, double p99, double max) {

    private static final double MICROS_PER_MILLI = 1_000;

    /** Nothing when nothing was measured. */
    static @Nullable Percentiles ofMicros(Histogram measured) {
        if (measured.getTotalCount() == 0) {
            return null;
        }
        return new Percentiles(
                measured.getValueAtPercentile(50) / MICROS_PER_MILLI,
                measured.getValueAtPercentile(99) / MICROS_PER_MILLI,
                measured.getMaxValue() / MICROS_PER_MILLI);
    }
}
