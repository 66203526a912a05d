package dev.bailey.mysql;

import dev.bailey.core.LogEvent;
import dev.bailey.core.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Between the thread that reads the log and the one that takes what was read: bounded in bytes, so that the server
 * waits when we do. Thread-safe.
 */
final class EventQueue {

    private static final long BYTES_MAX = 4 << 20;

    /** What an event takes besides its values. */
    private static final int EVENT_BYTES = 64;

    private final Queue<Sized> events = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private @Nullable Problem failure;

    private record Sized(LogEvent event, long bytes) {}

    /** Waits for room; when nobody takes anything any more, it is of no use to keep it. */
    synchronized void put(LogEvent event) throws InterruptedException {
        long size = EVENT_BYTES;
        if (event instanceof LogEvent.Changed changed) {
            size += changed.change().size(EVENT_BYTES);
        }
        while (bytes > BYTES_MAX && !closed) {
            wait();
        }
        if (!closed) {
            events.add(new Sized(event, size));
            bytes += size;
            notifyAll();
        }
    }

    /** What came before is taken first, and then this is thrown. */
    synchronized void fail(Problem problem) {
        if (failure == null) {
            failure = problem;
        }
        notifyAll();
    }

    synchronized @Nullable LogEvent take(Duration wait) throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        while (events.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        Sized next = events.remove();
        bytes -= next.bytes;
        notifyAll();
        return next.event;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
