package dev.bailey.router;

import dev.bailey.core.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A hold of a slice in progress: which lanes still have writes of earlier epochs in flight. Thread-safe. */
final class Hold {

    private final int slice;
    private final HoldMeter meter;
    private final AtomicInteger lanesBusy;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    Hold(int slice, HoldMeter meter, int lanes) {
        this.slice = slice;
        this.meter = meter;
        this.lanesBusy = new AtomicInteger(lanes);
    }

    /** By its place. */
    int slice() {
        return slice;
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
