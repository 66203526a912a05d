package dev.bailey.router;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Collects durations from any thread without a lock, and tells their percentiles since the start. Thread-safe. */
final class Stopwatch {

    private static final int SIGNIFICANT_DIGITS = 2;

    private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);
    private final Histogram total = new Histogram(SIGNIFICANT_DIGITS);

    void recordNanos(long nanos) {
        recorder.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    synchronized @Nullable Percentiles percentiles() {
        total.add(recorder.getIntervalHistogram());
        return Percentiles.ofMicros(total);
    }
}
