package dev.bailey.testkit;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What a load has measured so far, from outside of everything that it measures. Immutable.
 *
 * @param requests answered or failed
 * @param failed got no answer, or one that the shop gives only when something is wrong
 * @param refused writes that the shop turned down for a reason of its own
 * @param staleReads reads that missed an order acknowledged before
 * @param skipped requests given up because they could not be sent in time
 * @param reads how long reads took, from when they were due
 * @param writes how long writes took, from when they were due
 * @param longestWriteGap the longest time between two acknowledged writes
 * @param firstFailure in words; empty when none failed
 */
public record LoadFigures(
        long requests,
        long failed,
        long refused,
        long staleReads,
        long skipped,
        Latency reads,
        Latency writes,
        Duration longestWriteGap,
        String firstFailure) {

    /** Of {@code count} requests. */
    public record Latency(long count, Duration p50, Duration p99, Duration max) {

        static Latency of(Histogram micros) {
            return new Latency(
                    micros.getTotalCount(),
                    at(micros.getValueAtPercentile(50)),
                    at(micros.getValueAtPercentile(99)),
                    at(micros.getMaxValue()));
        }

        private static Duration at(long micros) {
            return Duration.ofNanos(micros * 1_000);
        }
    }
}
