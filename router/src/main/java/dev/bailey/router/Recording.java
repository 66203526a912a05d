package dev.bailey.router;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One recording, and the thread that brings what was recorded to its sink. Thread-safe. */
final class Recording {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    /** Of a request or an answer; a larger one is a file. */
    static final int BODY_BYTES_MAX = 1 << 20;

    /** What is kept of requests under way and of what waits for the sink, of all event loops. */
    private static final long BYTES_MAX = 32 << 20;

    /** Nobody waits for it, and to wake a thread would cost an event loop more than all else here. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long END_MILLIS = 10_000;

    private record Taken(ShadowedRequest request, ShadowAnswer answer, int bytes) {}

    private final double share;
    private final RecordSink sink;
    private final long endsAt;
    private final Thread thread;
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean ending;

    private Recording(String router, double share, Duration limit, RecordSink sink) {
        this.share = share;
        this.sink = sink;
        this.endsAt = System.nanoTime() + limit.toNanos();
        this.thread = new Thread(this::run, "router-" + router + "-recorder");
        thread.setDaemon(true);
    }

    static Recording begin(String router, double share, Duration limit, RecordSink sink) {
        Recording begun = new Recording(router, share, limit, sink);
        begun.thread.start();
        return begun;
    }

    double share() {
        return share;
    }

    boolean isOver() {
        return ending || System.nanoTime() - endsAt >= 0;
    }

    /** Whether so much more may be kept, which is then counted. */
    boolean charge(int more) {
        if (bytes.addAndGet(more) <= BYTES_MAX) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    void free(int less) {
        bytes.addAndGet(-less);
    }

    void dropped() {
        dropped.incrementAndGet();
    }

    /** Never waits. */
    void offer(ShadowedRequest request, ShadowAnswer answer, int charged) {
        if (ending) {
            free(charged);
            dropped();
        } else {
            taken.add(new Taken(request, answer, charged));
        }
    }

    private void run() {
        while (true) {
            boolean last = ending;
            Taken next = taken.poll();
            if (next != null) {
                deliver(next);
            } else if (last) {
                return;
            } else {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
    }

    private void deliver(Taken next) {
        try {
            sink.record(next.request, next.answer);
            recorded.incrementAndGet();
        } catch (RuntimeException e) {
            dropped();
            LOG.warn("{} was not recorded", next.request, e);
        } finally {
            free(next.bytes);
        }
    }

    RecordFigures figures() {
        return new RecordFigures(recorded.get(), dropped.get());
    }

    RecordFigures end() {
        ending = true;
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return figures();
    }
}
