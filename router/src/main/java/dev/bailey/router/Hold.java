package dev.bailey.router;

import dev.bailey.core.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A hold in progress: which lanes still have writes of earlier epochs in flight. Thread-safe. */
final class Hold {

    private final long epoch;
    private final HoldMeter meter;
    private final AtomicInteger lanesBusy;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    Hold(long epoch, HoldMeter meter, int lanes) {
        this.epoch = epoch;
        this.meter = meter;
        this.lanesBusy = new AtomicInteger(lanes);
    }

    long epoch() {
        return epoch;
    }

    HoldMeter meter() {
        return meter;
    }

    /** Completes once no write is in flight; fails when the hold ends before that. */
    CompletionStage<Void> drained() {
        return drained;
    }

    void fail(Problem problem) {
        drained.completeExceptionally(problem);
    }

    /** Told once by each lane. */
    void laneDrained() {
        if (lanesBusy.decrementAndGet() == 0) {
            drained.complete(null);
        }
    }
}
