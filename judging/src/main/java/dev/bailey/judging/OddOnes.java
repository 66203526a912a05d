package dev.bailey.judging;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Counts how often the other side's answer was the odd one, and how often one of the serving side's. Confined to one
 * thread.
 */
final class OddOnes {

    /** Of {@link #evidence}: once in a thousand endpoints it is chance. */
    static final double ENOUGH = 1_000;

    private final double byChance;
    private int now;
    private int old;

    private OddOnes(double byChance) {
        this.byChance = byChance;
    }

    /** Of an answer of each side. */
    static OddOnes ofTwo() {
        return new OddOnes(1.0 / 2);
    }

    /**
     * Of two of the serving side's and one of the other side's between them. Were the sides alike, the other side's
     * would be the odd one in at most one case of three, also where what they answer moves on meanwhile.
     */
    static OddOnes ofThree() {
        return new OddOnes(1.0 / 3);
    }

    void now() {
        now++;
    }

    void old() {
        old++;
    }

    /** For people. */
    String spoken() {
        return "the other side's answer was the odd one in " + now + " cases, one of the serving side in " + old;
    }

    /**
     * The evidence that the other side is the odd one more often: how many times likelier what was seen is under the
     * average of all such rates than by chance. It may be looked at after each triple: by Ville's inequality it ever
     * reaches {@code 1/a}, while the sides are alike, with a chance of at most {@code a}.
     */
    double evidence() {
        if (now == 0) {
            return 0;
        }
        double above = BetaDistribution.of(now + 1.0, old + 1.0).survivalProbability(byChance);
        double logBeta = LogBeta.value(now + 1.0, old + 1.0);
        double log = Math.log(above)
                + logBeta
                - Math.log(1 - byChance)
                - now * Math.log(byChance)
                - old * Math.log(1 - byChance);
        return Math.exp(log);
    }
}
