package dev.bailey.testkit;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says when each request is due, at a steady rate that does not wait for answers: what comes late is measured from when
 * it was due, so a standstill shows in full. Thread-safe.
 */
final class Pace {

    /** Requests that could not be sent for so long are given up, and counted: nobody waits that long. */
    private static final long BEHIND_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long intervalNanos;
    private long nextDue = System.nanoTime();
    private int underWay;
    private long skipped;
    private boolean paused;
    private boolean stopped;

    Pace(double perSecond) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate must be positive: " + perSecond + " a second");
        }
        this.intervalNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /**
     * Waits until the next request is due; each is to be followed by {@link #done}.
     *
     * @return when it was due, by {@link System#nanoTime}; empty once stopped
     */
    OptionalLong claim() throws InterruptedException {
        lock.lock();
        try {
            while (!stopped) {
                long wait = nextDue - System.nanoTime();
                if (paused) {
                    changed.await();
                } else if (wait > 0) {
                    changed.awaitNanos(wait);
                } else {
                    return OptionalLong.of(take(-wait));
                }
            }
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    private long take(long behindNanos) {
        if (behindNanos > BEHIND_NANOS_MAX) {
            long given = (behindNanos - BEHIND_NANOS_MAX) / intervalNanos;
            skipped += given;
            nextDue += given * intervalNanos;
        }
        long due = nextDue;
        nextDue += intervalNanos;
        underWay++;
        return due;
    }

    void done() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void pause() {
        change(/* nowPaused= */ true, /* nowStopped= */ false);
    }

    /** Goes on from now; what would have been due meanwhile is not made up for. */
    void resume() {
        change(/* nowPaused= */ false, /* nowStopped= */ false);
    }

    void stop() {
        change(/* nowPaused= */ false, /* nowStopped= */ true);
    }

    private void change(boolean nowPaused, boolean nowStopped) {
        lock.lock();
        try {
            if (paused && !nowPaused) {
                nextDue = System.nanoTime();
            }
            paused = nowPaused;
            stopped |= nowStopped;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether every claimed request was done within the limit. */
    boolean awaitIdle(long limitMillis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(limitMillis);
            while (underWay > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return underWay == 0;
        } finally {
            lock.unlock();
        }
    }

    long skipped() {
        lock.lock();
        try {
            return skipped;
        } finally {
            lock.unlock();
        }
    }
}
