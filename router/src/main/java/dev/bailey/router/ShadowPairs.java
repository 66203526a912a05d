package dev.bailey.router;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings pairs of answers to the sink on a thread of its own. What it is too slow for is dropped. Thread-safe. */
final class ShadowPairs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowPairs.class);

    static final int PAIRS_MAX = 1_000;

    /** Nobody waits for a pair, and to wake a thread would cost an event loop more than all else here. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long CLOSE_MILLIS = 2_000;

    private final ShadowMeter meter;
    private final long bytesMax;
    private final Thread thread;
    private final Queue<Pair> pairs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable ShadowSink sink;
    private volatile boolean closing;
    private boolean started;

    private record Pair(ShadowedRequest request, ShadowAnswer primary, ShadowOutcome shadow, int bytes) {}

    ShadowPairs(String router, ShadowMeter meter, long bytesMax) {
        this.meter = meter;
        this.bytesMax = bytesMax;
        this.thread = new Thread(this::run, "router-" + router + "-shadow");
        thread.setDaemon(true);
    }

    synchronized void tell(ShadowSink newSink) {
        sink = newSink;
        if (!started) {
            started = true;
            thread.start();
        }
    }

    boolean areWanted() {
        return sink != null;
    }

    /**
     * Never waits.
     *
     * @param pairBytes what it keeps in memory
     */
    void offer(ShadowedRequest request, ShadowAnswer primary, ShadowOutcome shadow, int pairBytes) {
        boolean fits = waiting.incrementAndGet() <= PAIRS_MAX;
        fits &= bytes.addAndGet(pairBytes) <= bytesMax;
        if (fits) {
            pairs.add(new Pair(request, primary, shadow, pairBytes));
        } else {
            taken(pairBytes);
            meter.undelivered();
        }
    }

    private void run() {
        while (!closing) {
            Pair next = pairs.poll();
            if (next == null) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                deliver(next);
                taken(next.bytes);
            }
        }
    }

    private void deliver(Pair pair) {
        ShadowSink to = sink;
        if (to == null) {
            return;
        }
        try {
            to.compare(pair.request, pair.primary, pair.shadow);
            meter.delivered();
        } catch (RuntimeException e) {
            meter.undelivered();
            LOG.warn("the answers to {} were not compared because of a mistake", pair.request, e);
        }
    }

    private void taken(int pairBytes) {
        waiting.decrementAndGet();
        bytes.addAndGet(-pairBytes);
    }

    /** Pairs that still wait are forgotten: what was measured until now is known. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
