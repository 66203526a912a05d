package dev.bailey.replication;

import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead on a thread of its own while the stream's thread writes, so that both servers work at once. What is read
 * ahead is bounded in bytes, and counts until the stream's thread asks for what follows it: a change as large as half
 * the memory is written before the next one is read. {@link #next} is confined to one thread.
 */
final class Feed implements AutoCloseable {

    /** Several batches of small transactions. */
    static final long BYTES_AHEAD_MAX = 8L << 20;

    /** Events change threads in parcels of at most so many, or so many bytes. */
    private static final int PARCEL_EVENTS_MAX = 500;

    private static final long PARCEL_BYTES_MAX = 1L << 20;

    /** What an event that carries no row takes. */
    private static final int EVENT_BYTES = 100;

    private static final Duration WAIT = Duration.ofMillis(50);

    /** A reader must hear from us every ten seconds. */
    private static final Duration QUIET_MAX = Duration.ofSeconds(2);

    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final LogReader reader;
    private final long quietNanosMax;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Queue<Parcel> ahead = new ArrayDeque<>();
    private long bytesAhead;
    private @Nullable Throwable broken;
    private boolean closed;

    private Parcel current = new Parcel();

    /** Events in order. Confined to the thread that has it in hand. */
    private static final class Parcel {
        private final Queue<LogEvent> events = new ArrayDeque<>();
        private long bytes;

        boolean isFull() {
            return events.size() >= PARCEL_EVENTS_MAX || bytes >= PARCEL_BYTES_MAX;
        }

        void add(LogEvent event) {
            events.add(event);
            bytes += EVENT_BYTES;
            if (event instanceof LogEvent.Changed changed) {
                bytes += changed.change().size(Segment.VALUE_OVERHEAD_BYTES);
            }
        }
    }

    private Feed(LogReader reader, String stream, Duration quietMax) {
        this.reader = reader;
        this.quietNanosMax = quietMax.toNanos();
        this.thread = new Thread(this::readOn, "bailey-" + stream + "-read");
    }

    /** Begins to read. The reader is closed with the feed. */
    static Feed open(LogReader reader, String stream) {
        return open(reader, stream, QUIET_MAX);
    }

    static Feed open(LogReader reader, String stream, Duration quietMax) {
        Feed feed = new Feed(reader, stream, quietMax);
        feed.thread.start();
        return feed;
    }

    /** The next event, or null when none came within {@code wait}; a failure of the reader after all that it read. */
    @Nullable LogEvent next(Duration wait) {
        LogEvent event = current.events.poll();
        if (event == null) {
            current = take(wait.toNanos());
            event = current.events.poll();
        }
        return event;
    }

    private Parcel take(long waitNanos) {
        lock.lock();
        try {
            bytesAhead -= current.bytes;
            moved.signalAll();
            long left = waitNanos;
            while (ahead.isEmpty()) {
                failIfBroken();
                if (left <= 0) {
                    return new Parcel();
                }
                left = moved.awaitNanos(left);
            }
            return ahead.remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Parcel();
        } finally {
            lock.unlock();
        }
    }

    private void failIfBroken() {
        if (broken instanceof RuntimeException e) {
            throw e;
        } else if (broken instanceof Error e) {
            throw e;
        }
    }

    private void readOn() {
        try {
            while (awaitRoom()) {
                Parcel parcel = new Parcel();
                try {
                    fill(parcel);
                } finally {
                    add(parcel);
                }
            }
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                broken = e;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is room, or the feed was closed. Before reading, for nobody knows how large the next change is. */
    private boolean awaitRoom() throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                long left = quietNanosMax;
                while (!closed && bytesAhead >= BYTES_AHEAD_MAX && left > 0) {
                    left = moved.awaitNanos(left);
                }
                if (closed || bytesAhead < BYTES_AHEAD_MAX) {
                    return !closed;
                }
            } finally {
                lock.unlock();
            }
            reader.keepAlive();
        }
    }

    /** Waits for one event, and takes what else is there. */
    private void fill(Parcel parcel) {
        LogEvent event = reader.next(WAIT);
        while (event != null) {
            parcel.add(event);
            event = parcel.isFull() ? null : reader.next(Duration.ZERO);
        }
    }

    private void add(Parcel parcel) {
        if (parcel.events.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            ahead.add(parcel);
            bytesAhead += parcel.bytes;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean leavesOutReplicated() {
        return reader.leavesOutReplicated();
    }

    void confirm(Position durable) {
        reader.confirm(durable);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            reader.close();
            thread.interrupt();
            thread.join(END_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
