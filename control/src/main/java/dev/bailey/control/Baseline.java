package dev.bailey.control;

import dev.bailey.router.Latencies;
import dev.bailey.router.SideAnswers;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How the old side was before a cutover. Immutable.
 *
 * @param answers of the last minutes, through the same routers
 * @param figures the last values of each, by the trigger's name
 */
record Baseline(SideAnswers answers, Map<String, List<Double>> figures) {

    static final Baseline NONE = new Baseline(SideAnswers.NONE, Map.of());

    Baseline {
        figures = Map.copyOf(figures);
    }

    /** How certain it is that the true percentile is not above the one that is told. */
    private static final double CERTAINTY = 0.999;

    /** Its values, none where nobody read any. */
    List<Double> figure(String name) {
        return figures.getOrDefault(name, List.of());
    }

    Latencies latencies() {
        return answers.latencies();
    }

    /**
     * What a percentile was at most: not the measured one, which few answers tell badly, but the upper end of its
     * one-sided confidence interval, which is an order statistic and assumes nothing about how latencies are
     * distributed. Empty when there are too few answers, which is fewer than 688 for a p99, and 10 for a p50.
     */
    OptionalDouble millis(Trigger.Percentile percentile) {
        int count = (int) Math.min(latencies().count(), Integer.MAX_VALUE);
        if (count == 0) {
            return OptionalDouble.empty();
        }
        int rank = BinomialDistribution.of(count, percentile.percent() / 100.0).inverseCumulativeProbability(CERTAINTY)
                + 1;
        return rank > count
                ? OptionalDouble.empty()
                : OptionalDouble.of(latencies().millisAt(100.0 * rank / count));
    }
}
