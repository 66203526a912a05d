package dev.bailey.router;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Collects durations from any thread without a lock, and tells their percentiles since the start and of late.
 * Thread-safe.
 */
final class Stopwatch {

    /**
     * What counts as late: long enough for a p99 to mean something at twenty requests a second, short enough to act on.
     */
    static final Duration RECENT = Duration.ofSeconds(5);

    /** Looks closer together than this share a slice, which bounds how many there are. */
    private static final Duration SLICE = Duration.ofMillis(500);

    static final int SIGNIFICANT_DIGITS = 2;

    private final LongSupplier nanoTime;
    private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);
    private final Histogram total = new Histogram(SIGNIFICANT_DIGITS);
    private final Deque<Slice> slices = new ArrayDeque<>();

    /** What came between two looks, the later of which was then. */
    private record Slice(long endNanos, Histogram times) {}

    Stopwatch() {
        this(System::nanoTime);
    }

    Stopwatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void recordNanos(long nanos) {
        recorder.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    synchronized @Nullable Percentiles percentiles() {
        look();
        return Percentiles.ofMicros(total);
    }

    /** All since the start, in microseconds. */
    synchronized Histogram total() {
        look();
        return total.copy();
    }

    /** Of the last {@link #RECENT}, or, when nobody looked for longer than that, since the last look. */
    synchronized @Nullable Percentiles recent() {
        return Percentiles.ofMicros(recently());
    }

    /** The same times, in microseconds. */
    synchronized Histogram recently() {
        look();
        Histogram recent = new Histogram(SIGNIFICANT_DIGITS);
        slices.forEach(slice -> recent.add(slice.times));
        return recent;
    }

    private void look() {
        long now = nanoTime.getAsLong();
        Histogram since = recorder.getIntervalHistogram();
        total.add(since);
        Slice last = slices.peekLast();
        if (last != null && now - last.endNanos < SLICE.toNanos()) {
            last.times.add(since);
        } else {
            slices.addLast(new Slice(now, since));
        }
        while (now - slices.getFirst().endNanos > RECENT.toNanos()) {
            slices.removeFirst();
        }
    }
}
