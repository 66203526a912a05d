package dev.bailey.judging;

import dev.bailey.judging.Judgement.State;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Judges figures of the new side beside those of the old one, taken through the same routers. Errors are judged as
 * counts, never as rates of minutes; latencies by order statistics, which assume nothing of how they are distributed;
 * series of a figure of one's own by {@link SeriesComparison}. Immutable.
 */
public final class CanaryJudge {

    private static final double HUNDRED = 100;

    private final double risk;

    /** @param risk of each judgement, that it passes or fails what it should not, between 0 and 1 */
    public CanaryJudge(double risk) {
        if (risk <= 0 || risk >= 1) {
            throw new IllegalArgumentException("a risk lies between 0 and 1: " + risk);
        }
        this.risk = risk;
    }

    /**
     * Whether the new side fails more of its requests.
     *
     * @param allowed by how much more, as a part of all requests
     */
    public Judgement errors(Share old, Share now, double allowed) {
        double most = Chance.atMost(now.bad(), now.all(), 1 - risk / 2);
        double least = Chance.atLeast(old.bad(), old.all(), 1 - risk / 2);
        String figures = Rounded.format(
                "%d of %d requests failed on the new side (%s %%), %d of %d on the old (%s %%)",
                now.bad(), now.all(), HUNDRED * now.rate(), old.bad(), old.all(), HUNDRED * old.rate());
        if (now.all() > 0 && old.all() > 0 && now.rate() - old.rate() > allowed && isMore(old, now)) {
            return new Judgement(State.FAIL, figures + ", and that is not by chance");
        } else if (now.all() > 0 && old.all() > 0 && most - least <= allowed) {
            return new Judgement(State.PASS, figures);
        }
        return new Judgement(
                State.INCONCLUSIVE,
                figures
                        + Rounded.format(
                                "; that fits up to %s %% more, and %s %% are allowed",
                                HUNDRED * (most - least), HUNDRED * allowed));
    }

    private boolean isMore(Share old, Share now) {
        int[][] table = {
            {count(now.bad()), count(now.all() - now.bad())}, {count(old.bad()), count(old.all() - old.bad())}
        };
        return FisherExactTest.withDefaults()
                        .with(AlternativeHypothesis.GREATER_THAN)
                        .test(table)
                        .getPValue()
                < risk;
    }

    private static int count(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE / 2);
    }

    /**
     * Whether the new side is slower.
     *
     * @param percent of the answers that is looked at, such as 99
     * @param factor how many times as long the new side may take
     */
    public Judgement latency(Quantiles old, Quantiles now, double percent, double factor) {
        if (old.count() == 0 || now.count() == 0) {
            return new Judgement(State.INCONCLUSIVE, "a side has answered nothing");
        }
        Span before = span(old, percent);
        Span after = span(now, percent);
        String figures = Rounded.format(
                "p%s is %s ms on the new side (%s, %d answers), %s on the old (%s, %d)",
                percent, now.millisAt(percent), after, now.count(), old.millisAt(percent), before, old.count());
        if (after.least > before.most * factor) {
            return new Judgement(State.FAIL, figures + Rounded.format(", more than %s times as long", factor));
        } else if (after.most <= before.least * factor) {
            return new Judgement(State.PASS, figures);
        }
        return new Judgement(State.INCONCLUSIVE, figures + Rounded.format("; %s times are allowed", factor));
    }

    /** Within which a percentile lies. */
    private record Span(double least, double most) {
        @Override
        public String toString() {
            return Rounded.format("%s to %s", least, most);
        }
    }

    /** By ranks whose distance to the true percentile is binomial. */
    private Span span(Quantiles quantiles, double percent) {
        int count = count(quantiles.count());
        BinomialDistribution below = BinomialDistribution.of(count, percent / HUNDRED);
        int low = below.inverseCumulativeProbability(risk / 4);
        int high = below.inverseCumulativeProbability(1 - risk / 4) + 1;
        return new Span(
                low == 0 ? 0 : quantiles.millisAt(HUNDRED * low / count),
                high > count ? Double.POSITIVE_INFINITY : quantiles.millisAt(HUNDRED * high / count));
    }

    /**
     * Whether a figure moves otherwise on the new side: orders in a minute, or the like.
     *
     * @param old one value for each interval
     * @param tolerance how far it may lie off, as a part of the old side's median
     */
    public Judgement series(double[] old, double[] now, double tolerance) {
        return new SeriesComparison(old, now, tolerance, risk).judge();
    }
}
