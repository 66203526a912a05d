package dev.bailey.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Tells whether a larger part of what happens is bad than is allowed, for a time and not by chance. Confined to one
 * thread.
 *
 * <p>The time is looked at in thirds, backwards from now. Each has to be bad by itself, so that a burst is no lasting
 * fault; and of all thirds together that are bad without a gap, as far back as four times the time, so many must be bad
 * that, were exactly the allowed part bad in truth, a look would see it once in a million times: that is, the allowed
 * part lies below the one-sided Clopper-Pearson interval. How often that is wrong when looked at every second is
 * measured by {@code ExcessTest}, and said in docs/observing.md.
 */
final class Excess {

    static final int PARTS = 3;
    static final int PARTS_MAX = 4 * PARTS;
    static final double CHANCE_MAX = 1e-6;

    /** Forgotten in one go, so that little is moved. */
    private static final int FORGOTTEN_AT_ONCE = 256;

    private final double allowed;
    private final long partNanos;
    private final long eventsMin;

    /** Running totals, oldest first. */
    private final List<Mark> marks = new ArrayList<>();

    private record Mark(long nanos, long bad, long all) {}

    /**
     * What is so now.
     *
     * @param bad in the last time
     * @param all in the last time
     * @param badFor for how long each third has been bad
     * @param certain whether that has been for the time, and not by chance
     */
    record Judgement(long bad, long all, Duration badFor, boolean certain) {

        double percent() {
            return all == 0 ? 0 : 100.0 * bad / (double) all;
        }
    }

    /**
     * @param allowed part of all that may be bad, between 0 and 1
     * @param eventsMin fewer prove nothing
     * @param beganNanos from when on all is added
     */
    Excess(double allowed, Duration time, long eventsMin, long beganNanos) {
        this.allowed = allowed;
        this.partNanos = time.toNanos() / PARTS;
        this.eventsMin = eventsMin;
        marks.add(new Mark(beganNanos, 0, 0));
    }

    /** What happened since the last call. */
    void add(long nanos, long bad, long all) {
        Mark last = marks.get(marks.size() - 1);
        marks.add(new Mark(nanos, last.bad + bad, last.all + all));
        int old = indexAt(nanos - (PARTS_MAX + 1) * partNanos);
        if (old > FORGOTTEN_AT_ONCE) {
            marks.subList(0, old).clear();
        }
    }

    /** As of the last call of {@link #add}. */
    Judgement judge() {
        Mark now = marks.get(marks.size() - 1);
        Mark end = now;
        int parts = 0;
        boolean certain = false;
        while (parts < PARTS_MAX && now.nanos - (parts + 1) * partNanos - marks.get(0).nanos >= 0) {
            Mark begin = marks.get(indexAt(now.nanos - (parts + 1) * partNanos));
            if (end.bad - begin.bad <= allowed * (double) (end.all - begin.all)) {
                break;
            }
            parts++;
            certain |= parts >= PARTS && isBeyondChance(now.bad - begin.bad, now.all - begin.all);
            end = begin;
        }
        Mark begin = marks.get(indexAt(now.nanos - PARTS * partNanos));
        return new Judgement(now.bad - begin.bad, now.all - begin.all, Duration.ofNanos(parts * partNanos), certain);
    }

    private boolean isBeyondChance(long bad, long all) {
        if (all < eventsMin) {
            return false;
        }
        // Counts of several routers are read one after the other: an error may come a moment before its answer.
        int most = (int) Math.min(all, Integer.MAX_VALUE);
        int worst = (int) Math.min(bad, most);
        return BinomialDistribution.of(most, allowed).survivalProbability(worst - 1) < CHANCE_MAX;
    }

    /** Of the last mark that is not later; the first where all are. */
    private int indexAt(long nanos) {
        int low = 0;
        int high = marks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (marks.get(middle).nanos - nanos <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
