package dev.bailey.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes true in its own time. */
public final class Eventually {

    private static final long PAUSE_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Many a look is a request that takes from what is waited for the core that it needs. */
    private static final long PAUSE_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** A pause is this part of the time waited so far. */
    private static final long PAUSE_PART = 50;

    private Eventually() {}

    /**
     * Looks again and again until the condition holds.
     *
     * @param what what is waited for, for the message: "the target has 10 rows"
     * @throws AssertionError when it does not hold in time, or the thread is interrupted; its cause is what the last
     *     look threw, if anything
     */
    public static void eventually(String what, Duration limit, Callable<Boolean> condition) {
        long start = System.nanoTime();
        while (true) {
            Exception thrown = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                thrown = e;
            }
            long waited = System.nanoTime() - start;
            if (waited >= limit.toNanos()) {
                throw new AssertionError("not within " + limit + ": " + what, thrown);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting: " + what, thrown);
            }
            LockSupport.parkNanos(Math.max(PAUSE_MIN_NANOS, Math.min(PAUSE_MAX_NANOS, waited / PAUSE_PART)));
        }
    }

    /** {@link #eventually(String, Duration, Callable)} for a condition that speaks for itself. */
    public static void eventually(Duration limit, Callable<Boolean> condition) {
        eventually("the condition holds", limit, condition);
    }
}
