package dev.bailey.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes true in its own time. */
public final class Eventually {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Eventually() {}

    /**
     * Looks again and again until the condition holds.
     *
     * @param what what is waited for, for the message: "the target has 10 rows"
     * @throws AssertionError when it does not hold in time, or the thread is interrupted; its cause is what the last
     *     look threw, if anything
     */
    public static void eventually(String what, Duration limit, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Exception thrown = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                thrown = e;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + limit + ": " + what, thrown);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting: " + what, thrown);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** {@link #eventually(String, Duration, Callable)} for a condition that speaks for itself. */
    public static void eventually(Duration limit, Callable<Boolean> condition) {
        eventually("the condition holds", limit, condition);
    }
}
