package dev.bailey.router;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** How late an event loop is, measured by a task that should run again and again. Confined to that loop. */
final class LoopLag {

    private static final long TICK_MILLIS = 100;

    private final Stopwatch lag = new Stopwatch();
    private long dueAt;

    void start(Vertx vertx) {
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        vertx.setPeriodic(TICK_MILLIS, tick -> ticked());
    }

    private void ticked() {
        long now = System.nanoTime();
        lag.recordNanos(now - dueAt);
        // Ticks that were missed are not made up for, or one late tick would be told as many.
        dueAt = Math.max(dueAt, now - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS))
                + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    }

    /** Thread-safe. */
    Stopwatch lag() {
        return lag;
    }
}
