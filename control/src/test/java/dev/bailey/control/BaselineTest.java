package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.router.Latencies;
import dev.bailey.router.SideAnswers;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a percentile was at most, told from few answers or many. */
class BaselineTest {

    private static final double TRUE_P99 = 99;

    @Test
    void sixHundredAndEightyEightAnswersAreNeededForAP99() {
        assertThat(of(687, 1).millis(Trigger.Percentile.P99)).isEmpty();
        assertThat(of(688, 1).millis(Trigger.Percentile.P99)).isPresent();
    }

    @Test
    void tenAnswersAreNeededForAP50() {
        assertThat(of(9, 1).millis(Trigger.Percentile.P50)).isEmpty();
        assertThat(of(10, 1).millis(Trigger.Percentile.P50)).isPresent();
    }

    @Test
    void whatIsToldIsBelowTheTruthOnceInAThousandTimes() {
        long below = IntStream.range(0, 2_000)
                .filter(seed -> of(1_000, seed).millis(Trigger.Percentile.P99).orElseThrow() < TRUE_P99 * 0.99)
                .count();

        assertThat(below).isLessThanOrEqualTo(6);
    }

    @Test
    void manyAnswersTellItWell() {
        assertThat(of(50_000, 1).millis(Trigger.Percentile.P99).orElseThrow()).isBetween(TRUE_P99 * 0.99, 99.9);
    }

    /** Answers that take each time up to 100 ms equally often. */
    private static Baseline of(int answers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Baseline(
                new SideAnswers(
                        0, 0, Latencies.ofMillis(random.doubles(answers, 0, 100).toArray())),
                Map.of());
    }
}
