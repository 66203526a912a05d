package dev.bailey.judging;

import org.apache.commons.statistics.distribution.BetaDistribution;

/** What counts say of the part that they were drawn from. */
final class Chance {

    private Chance() {}

    /**
     * The upper end of the one-sided interval of Clopper and Pearson.
     *
     * @param certainty that the true part is not above it, between 0 and 1
     */
    static double atMost(long hits, long all, double certainty) {
        return hits >= all
                ? 1
                : BetaDistribution.of(hits + 1.0, (double) all - hits).inverseCumulativeProbability(certainty);
    }

    /** The lower end of that interval. */
    static double atLeast(long hits, long all, double certainty) {
        return hits == 0
                ? 0
                : BetaDistribution.of((double) hits, (double) all - hits + 1)
                        .inverseCumulativeProbability(1 - certainty);
    }

    /** How many more without a hit would bring {@link #atMost} under a limit. */
    static long moreFor(double limit, long hits, long all, double certainty) {
        long enough = all;
        long step = 1;
        while (atMost(hits, enough + step, certainty) > limit) {
            enough += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (atMost(hits, enough + step, certainty) > limit) {
                enough += step;
            }
        }
        return atMost(hits, all, certainty) <= limit ? 0 : enough + 1 - all;
    }
}
