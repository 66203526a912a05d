package dev.bailey.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What rehearsals say of how long something will take: a range in which the next one lies nineteen times out of twenty,
 * if it is of the same kind. Times are taken to vary by factors, so it is a prediction interval of their logarithms
 * (Student's t). Immutable.
 */
public record Forecast(Duration low, Duration high) {

    /** Half of what is left out, at each end. */
    private static final double TAIL = 0.025;

    /** Two measurements give a range so wide that nobody could be wrong by it. */
    private static final int MEASURED_MIN = 3;

    /** Times below cannot be told apart. */
    private static final double MILLIS_MIN = 1;

    /** Empty when too little was measured. */
    static Optional<Forecast> of(List<Duration> measured) {
        if (measured.size() < MEASURED_MIN) {
            return Optional.empty();
        }
        double[] logs = measured.stream()
                .mapToDouble(time -> Math.log(Math.max(MILLIS_MIN, time.toNanos() / 1e6)))
                .toArray();
        int n = logs.length;
        double mean = 0;
        for (double log : logs) {
            mean += log / n;
        }
        double squares = 0;
        for (double log : logs) {
            squares += (log - mean) * (log - mean);
        }
        double deviation = Math.sqrt(squares / (n - 1));
        double quantile = TDistribution.of(n - 1).inverseSurvivalProbability(TAIL);
        double reach = quantile * deviation * Math.sqrt(1 + 1.0 / n);
        return Optional.of(
                new Forecast(millis(Math.floor(Math.exp(mean - reach))), millis(Math.ceil(Math.exp(mean + reach)))));
    }

    boolean holds(Duration time) {
        return time.compareTo(low) >= 0 && time.compareTo(high) <= 0;
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
