package dev.bailey.control;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Requests of which some are bad, a second at a time, and the rule that looks at them each second. Confined to one
 * thread.
 */
final class Simulation {

    static final int SECONDS = 600;
    static final Duration TIME = Duration.ofSeconds(30);
    static final long REQUESTS_MIN = 100;

    private final SplittableRandom random;
    private final double allowed;
    private final double perSecond;

    /** What part is bad at this second. */
    interface Badness {
        double at(int second);
    }

    Simulation(SplittableRandom random, double allowed, double perSecond) {
        this.random = random;
        this.allowed = allowed;
        this.perSecond = perSecond;
    }

    /** The second in which it is certain, from the first; empty when that never is within ten minutes. */
    OptionalInt accusedAt(Badness badness) {
        Excess excess = new Excess(allowed, TIME, REQUESTS_MIN, 0);
        for (int second = 1; second <= SECONDS; second++) {
            int all = poisson(perSecond);
            int bad = Math.min(all, poisson(all * badness.at(second)));
            excess.add(TimeUnit.SECONDS.toNanos(second), bad, all);
            if (excess.judge().certain()) {
                return OptionalInt.of(second);
            }
        }
        return OptionalInt.empty();
    }

    /** So many happen in a second when each comes by itself; large ones by the normal law, which is as good there. */
    private int poisson(double mean) {
        if (mean > 30) {
            double u = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * u));
        }
        double limit = Math.exp(-mean);
        int count = -1;
        double product = 1;
        do {
            count++;
            product *= random.nextDouble();
        } while (product > limit);
        return count;
    }
}
