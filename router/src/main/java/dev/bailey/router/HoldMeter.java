package dev.bailey.router;

import java.util.concurrent.atomic.LongAdder;

/** What happens to the requests of one hold. Thread-safe. */
final class HoldMeter {

    private final String slice;
    private final long epoch;
    private final Stopwatch overall;
    private final Troubles troubles;
    private final Stopwatch parked = new Stopwatch();
    private final LongAdder held = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder clientsGone = new LongAdder();
    private volatile boolean endedByItself;

    HoldMeter(String slice, long epoch, Stopwatch overall, Troubles troubles) {
        this.slice = slice;
        this.epoch = epoch;
        this.overall = overall;
        this.troubles = troubles;
    }

    void parked() {
        held.increment();
    }

    long epoch() {
        return epoch;
    }

    void released(long nanos) {
        left(nanos);
        troubles.held(epoch, nanos);
    }

    void failed(long nanos) {
        left(nanos);
        failed.increment();
    }

    private void left(long nanos) {
        left.increment();
        parked.recordNanos(nanos);
        overall.recordNanos(nanos);
    }

    void refused() {
        failed.increment();
    }

    void cut() {
        failed.increment();
    }

    void clientGone(long nanos) {
        clientsGone.increment();
        left.increment();
        troubles.held(epoch, nanos);
    }

    void endedByItself() {
        endedByItself = true;
    }

    long requestsHeld() {
        return held.sum();
    }

    HoldReport report() {
        // Left before held: a request that is parked in between then shows as parked, never as a negative number.
        long gone = left.sum();
        long all = held.sum();
        return new HoldReport(
                slice, epoch, all, all - gone, failed.sum(), clientsGone.sum(), endedByItself, parked.percentiles());
    }
}
