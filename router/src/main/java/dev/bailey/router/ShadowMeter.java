package dev.bailey.router;

import dev.bailey.core.Side;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of shadow requests. Thread-safe. */
final class ShadowMeter {

    private final OfSide source = new OfSide();
    private final OfSide target = new OfSide();
    private final LongAdder sampled = new LongAdder();
    private final LongAdder alike = new LongAdder();
    private final LongAdder unlike = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder undelivered = new LongAdder();
    private final Map<ShadowDrop, LongAdder> drops = new EnumMap<>(ShadowDrop.class);

    ShadowMeter() {
        for (ShadowDrop reason : ShadowDrop.values()) {
            drops.put(reason, new LongAdder());
        }
    }

    /** What one side makes of them. */
    static final class OfSide implements Reachability.Told {
        private final LongAdder sent = new LongAdder();
        private final LongAdder answered = new LongAdder();
        private final AtomicInteger lanesDown = new AtomicInteger();
        private final Stopwatch latency = new Stopwatch();

        @Override
        public void down() {
            lanesDown.incrementAndGet();
        }

        @Override
        public void up() {
            lanesDown.decrementAndGet();
        }

        void sent() {
            sent.increment();
        }

        void answered(long nanos) {
            answered.increment();
            latency.recordNanos(nanos);
        }

        Stopwatch latency() {
            return latency;
        }
    }

    OfSide of(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    void sampled() {
        sampled.increment();
    }

    void dropped(ShadowDrop because) {
        LongAdder count = drops.get(because);
        if (count != null) {
            count.increment();
        }
    }

    /** Both sides have answered the same request. */
    void compared(int primary, int shadow) {
        (primary == shadow ? alike : unlike).increment();
    }

    void delivered() {
        delivered.increment();
    }

    void undelivered() {
        undelivered.increment();
    }

    ShadowFigures figures(double share) {
        Map<ShadowDrop, Long> dropped = new EnumMap<>(ShadowDrop.class);
        drops.forEach((reason, count) -> dropped.put(reason, count.sum()));
        return new ShadowFigures(
                share,
                sampled.sum(),
                Map.of(Side.SOURCE, source.sent.sum(), Side.TARGET, target.sent.sum()),
                Map.of(Side.SOURCE, source.answered.sum(), Side.TARGET, target.answered.sum()),
                alike.sum(),
                unlike.sum(),
                dropped,
                delivered.sum(),
                undelivered.sum());
    }
}
