package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The read canary of one slice, in one process. Thread-safe. */
final class SliceCanary {

    /** A target that fails so often in a row is not asked again until somebody says so. */
    static final int FAILURES_MAX = 5;

    private final LongAdder target = new LongAdder();
    private final LongAdder recentWrites = new LongAdder();
    private final LongAdder behind = new LongAdder();
    private final LongAdder fellBack = new LongAdder();
    private volatile @Nullable Grant grant;

    /** What lets reads go to the target. */
    private static final class Grant {
        private final long epoch;
        private final long lagNanosMax;
        private final AtomicInteger failuresInARow = new AtomicInteger();

        Grant(long epoch, long lagNanosMax) {
            this.epoch = epoch;
            this.lagNanosMax = lagNanosMax;
        }

        boolean isBroken() {
            return failuresInARow.get() >= FAILURES_MAX;
        }
    }

    /** @param epoch of the only route with which it goes: a hold or a move ends it by itself */
    void begin(long epoch, long lagNanosMax) {
        grant = new Grant(epoch, lagNanosMax);
    }

    void end() {
        grant = null;
    }

    /** Whether the target has failed so often that it is not asked any more. */
    boolean isBroken() {
        Grant now = grant;
        return now != null && now.isBroken();
    }

    /** Whether reads that follow this route go to the target where nothing else speaks against it. */
    boolean goesWith(Route route) {
        Grant now = grant;
        return now != null
                && now.epoch == route.epoch()
                && !route.held()
                && route.reads() == Side.SOURCE
                && route.writes() == Side.SOURCE
                && !now.isBroken();
    }

    /** Whether what is so old by now may be read. */
    boolean accepts(long ageNanos) {
        Grant now = grant;
        return now != null && ageNanos <= now.lagNanosMax;
    }

    void wasBehind() {
        behind.increment();
    }

    void hasJustWritten() {
        recentWrites.increment();
    }

    void answered() {
        target.increment();
        Grant now = grant;
        if (now != null && now.failuresInARow.get() > 0 && !now.isBroken()) {
            now.failuresInARow.set(0);
        }
    }

    void fellBack() {
        fellBack.increment();
    }

    /** The target could not do what the source can. */
    void failed() {
        Grant now = grant;
        if (now != null) {
            now.failuresInARow.incrementAndGet();
        }
    }

    CanaryFigures figures() {
        return new CanaryFigures(target.sum(), recentWrites.sum(), behind.sum(), fellBack.sum());
    }
}
