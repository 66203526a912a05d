package dev.bailey.judging;

import dev.bailey.judging.Judgement.State;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Compares values of a figure on both sides. Four exact or rank tests look for a difference, each at a quarter of the
 * risk, none of which leaves an outlier out: another level (Mann and Whitney), another shape (Kolmogorov and Smirnov),
 * another spread (Mann and Whitney, of distances from the median), and values beyond all that the other side had
 * (Rosenbaum). It passes when no test finds one, the difference of levels lies within the tolerance by its confidence
 * interval (Hodges and Lehmann), and few values can lie outside what the old side had. Confined to one thread.
 */
final class SeriesComparison {

    private static final int TESTS = 4;

    /** Part of the new values that may lie outside of the old ones' range, unseen. */
    private static final double OUTSIDE_MAX = 0.25;

    private static final double CERTAINTY = 0.95;

    private final double[] old;
    private final double[] now;
    private final double slack;
    private final double risk;

    SeriesComparison(double[] old, double[] now, double tolerance, double risk) {
        this.old = old.clone();
        this.now = now.clone();
        Arrays.sort(this.old);
        Arrays.sort(this.now);
        this.slack = old.length == 0 ? 0 : tolerance * Math.abs(median(this.old));
        this.risk = risk;
    }

    Judgement judge() {
        if (old.length < 2 || now.length < 2) {
            return new Judgement(State.INCONCLUSIVE, "there are fewer than two values of a side");
        }
        String figures = Rounded.format(
                "median %s (%s to %s, %d values) on the new side, %s (%s to %s, %d) on the old",
                median(now),
                now[0],
                now[now.length - 1],
                now.length,
                median(old),
                old[0],
                old[old.length - 1],
                old.length);
        Optional<String> difference = difference();
        if (difference.isPresent()) {
            return new Judgement(State.FAIL, figures + ": " + difference.get());
        }
        return doubt().map(doubt -> new Judgement(State.INCONCLUSIVE, figures + "; " + doubt))
                .orElseGet(() -> new Judgement(State.PASS, figures));
    }

    private Optional<String> difference() {
        double share = risk / TESTS;
        long beyond = outside();
        if (beyond > 0 && Math.min(1, 2 * rosenbaum()) < share) {
            return Optional.of(beyond + " values lie outside of all that the old side had");
        } else if (isFar() && mannWhitney(old, now) < share) {
            return Optional.of("the level is another");
        } else if (isSpreadOtherwise() && mannWhitney(distances(old), distances(now)) < share) {
            return Optional.of("the values are spread otherwise");
        } else if (isFarAnywhere()
                && KolmogorovSmirnovTest.withDefaults().test(old, now).getPValue() < share) {
            return Optional.of("the values are distributed otherwise");
        }
        return Optional.empty();
    }

    private Optional<String> doubt() {
        double[] differences = differences();
        int rank = rank();
        double low = differences[rank];
        double high = differences[differences.length - 1 - rank];
        if (rank == 0 || low < -slack || high > slack) {
            return Optional.of(
                    Rounded.format("that fits a difference of %s to %s, and %s is allowed", low, high, slack));
        }
        double outside = Chance.atMost(outside(), now.length, CERTAINTY);
        return outside > OUTSIDE_MAX
                ? Optional.of(Rounded.format(
                        "up to %s %% of the values may lie outside of what the old side had", 100 * outside))
                : Optional.empty();
    }

    private static double mannWhitney(double[] one, double[] other) {
        return MannWhitneyUTest.withDefaults().test(one, other).getPValue();
    }

    /** New values beyond the old ones' range by more than is tolerated. */
    private long outside() {
        return Arrays.stream(now).filter(this::isAbove).count()
                + Arrays.stream(now).filter(this::isBelow).count();
    }

    private boolean isAbove(double value) {
        return value > old[old.length - 1] + slack;
    }

    private boolean isBelow(double value) {
        return value < old[0] - slack;
    }

    /** The chance that as many of the largest, or of the smallest, of all values are the new side's. */
    private double rosenbaum() {
        long most = Math.max(
                Arrays.stream(now).filter(this::isAbove).count(),
                Arrays.stream(now).filter(this::isBelow).count());
        double chance = 1;
        for (int taken = 0; taken < most; taken++) {
            chance *= (double) (now.length - taken) / (now.length + old.length - taken);
        }
        return chance;
    }

    private boolean isFar() {
        double[] differences = differences();
        return Math.abs(median(differences)) > slack;
    }

    private boolean isFarAnywhere() {
        for (double part = 0.1; part < 1; part += 0.1) {
            if (Math.abs(quantile(now, part) - quantile(old, part)) > slack) {
                return true;
            }
        }
        return false;
    }

    /** Whether the middle half is wider or narrower than is tolerated. */
    private boolean isSpreadOtherwise() {
        return Math.abs(spread(now) - spread(old)) > slack;
    }

    private static double spread(double[] sorted) {
        return quantile(sorted, 0.75) - quantile(sorted, 0.25);
    }

    private static double[] distances(double[] sorted) {
        double middle = median(sorted);
        return Arrays.stream(sorted).map(value -> Math.abs(value - middle)).toArray();
    }

    /** Of each new value from each old one, sorted; their median is the estimate of Hodges and Lehmann. */
    private double[] differences() {
        double[] all = new double[old.length * now.length];
        int next = 0;
        for (double after : now) {
            for (double before : old) {
                all[next++] = after - before;
            }
        }
        Arrays.sort(all);
        return all;
    }

    /** How many differences lie beyond either end of the confidence interval, by the normal approximation. */
    private int rank() {
        double mean = old.length * now.length / 2.0;
        double deviation = Math.sqrt(old.length * now.length * (old.length + now.length + 1) / 12.0);
        double normal = NormalDistribution.of(0, 1).inverseCumulativeProbability(1 - risk / 2);
        return (int) Math.max(0, Math.floor(mean - normal * deviation));
    }

    private static double median(double[] sorted) {
        return quantile(sorted, 0.5);
    }

    private static double quantile(double[] sorted, double part) {
        double at = part * (sorted.length - 1);
        int low = (int) Math.floor(at);
        int high = (int) Math.ceil(at);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }
}
