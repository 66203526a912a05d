package dev.bailey.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts what became of the requests of a load. Thread-safe. */
final class LoadTally {

    private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(2);

    private final Histogram reads = new Histogram(LATENCY_MICROS_MAX, 3);
    private final Histogram writes = new Histogram(LATENCY_MICROS_MAX, 3);
    private long failed;
    private long refused;
    private long staleReads;
    private String firstFailure = "";
    private long lastWriteNanos = System.nanoTime();
    private long gapNanosMax;

    synchronized void read(long dueNanos) {
        reads.recordValue(microsSince(dueNanos));
    }

    synchronized void write(long dueNanos, boolean acknowledged) {
        writes.recordValue(microsSince(dueNanos));
        if (acknowledged) {
            long now = System.nanoTime();
            gapNanosMax = Math.max(gapNanosMax, now - lastWriteNanos);
            lastWriteNanos = now;
        }
    }

    private static long microsSince(long dueNanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNanos);
        return Math.min(Math.max(micros, 0), LATENCY_MICROS_MAX);
    }

    synchronized void failed(String how) {
        failed++;
        if (firstFailure.isEmpty()) {
            firstFailure = how;
        }
    }

    /** The shop said no for a reason of its own, such as stock. */
    synchronized void refused() {
        refused++;
    }

    synchronized void staleRead() {
        staleReads++;
    }

    /** Ends a time in which no write was wanted, so that it is no gap. */
    synchronized void resumed() {
        lastWriteNanos = System.nanoTime();
    }

    synchronized LoadFigures figures(long skipped) {
        return new LoadFigures(
                reads.getTotalCount() + writes.getTotalCount(),
                failed,
                refused,
                staleReads,
                skipped,
                LoadFigures.Latency.of(reads),
                LoadFigures.Latency.of(writes),
                Duration.ofNanos(gapNanosMax),
                firstFailure);
    }
}
