package dev.bailey.router;

import java.util.concurrent.TimeUnit;

/**
 * Spares a side that has failed several times in a row: then it is asked once a second, until it answers. Confined to
 * its lane's event loop.
 */
final class ShadowBreaker {

    /** One may fail by chance, and a hung side keeps a connection and its memory for each. */
    private static final int FAILURES_MAX = 5;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private int failures;
    private long lastAt;

    boolean isOpen() {
        return failures >= FAILURES_MAX;
    }

    /** Whether it may be asked now. */
    boolean letsThrough(long nanos) {
        if (!isOpen()) {
            return true;
        }
        boolean due = nanos - lastAt >= PAUSE_NANOS;
        if (due) {
            lastAt = nanos;
        }
        return due;
    }

    void answered() {
        failures = 0;
    }

    void failed(long nanos) {
        failures++;
        if (failures == FAILURES_MAX) {
            lastAt = nanos;
        }
    }
}
