package dev.bailey.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.judging.Judgement.State;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The first five are what the best known judge of canaries is blind to (docs/judging.md). */
class CanaryJudgeTest {

    private static final int SEEDS = 1_000;

    private final CanaryJudge judge = new CanaryJudge(0.02);

    @Test
    void sevenOfTenValuesAtAHundredTimesTheOldOnesFail() {
        double[] old = {100, 101, 99, 100, 102, 98, 100, 101, 99, 100};
        double[] now = {100, 101, 99, 10_000, 10_100, 9_900, 10_000, 10_200, 9_800, 10_000};

        assertFails(judge.series(old, now, 0.1));
    }

    @Test
    void errorsThatComeNowAndThenFail() {
        // Two in a minute, in five minutes of an hour, of 100 requests a minute: most minutes are without any.
        Judgement judgement = judge.errors(new Share(0, 6_000), new Share(10, 6_000), 0.001);

        assertFails(judgement);
        assertThat(judgement.because()).contains("10 of 6000").contains("0 of 6000");
    }

    @Test
    void aBaselineOfZeroIsOne() {
        double[] zeros = new double[20];
        double[] some = zeros.clone();
        Arrays.fill(some, 0, 12, 3);

        assertFails(judge.series(zeros, some, 0.1));
        assertThat(judge.series(zeros, zeros, 0.1).state()).isEqualTo(State.PASS);
        assertThat(judge.errors(new Share(0, 5_000), new Share(0, 5_000), 0.005).state())
                .isEqualTo(State.PASS);
    }

    @Test
    void anotherSpreadAroundTheSameMiddleFails() {
        assertFails(judge.series(normal(1, 60, 100, 5), normal(2, 60, 100, 40), 0.1));
    }

    @Test
    void aTinyDifferenceThatIsAlwaysThereIsTolerated() {
        double[] old = normal(1, 60, 100, 1);
        double[] now =
                Arrays.stream(normal(2, 60, 100, 1)).map(value -> value + 1.5).toArray();

        assertThat(judge.series(old, now, 0.1).state()).isEqualTo(State.PASS);
        assertFails(judge.series(old, now, 0.005));
    }

    @Test
    void fewFiguresSayNothing() {
        assertThat(judge.errors(new Share(0, 50), new Share(0, 50), 0.005).state())
                .isEqualTo(State.INCONCLUSIVE);
        assertThat(judge.errors(new Share(0, 0), new Share(0, 0), 0.5).state()).isEqualTo(State.INCONCLUSIVE);
        assertThat(judge.series(new double[] {1, 2, 3}, new double[] {1, 2, 3}, 0.1)
                        .state())
                .isEqualTo(State.INCONCLUSIVE);
        assertThat(judge.latency(millis(1, 30, 10), millis(2, 30, 10), 99, 1.2).state())
                .isEqualTo(State.INCONCLUSIVE);
    }

    @Test
    void slowerAnswersFailAndEqualOnesPass() {
        assertThat(judge.latency(millis(1, 50_000, 10), millis(2, 50_000, 10), 99, 1.2)
                        .state())
                .isEqualTo(State.PASS);
        assertFails(judge.latency(millis(1, 50_000, 10), millis(2, 50_000, 15), 99, 1.2));
        assertFails(judge.latency(millis(1, 50_000, 10), millis(2, 50_000, 15), 50, 1.2));
    }

    @Test
    void theRiskIsKept() {
        assertThat(wrong(State.FAIL, seed -> judge.series(normal(seed, 30, 100, 10), normal(-seed, 30, 100, 10), 0)))
                .isLessThan(0.02);
        assertThat(wrong(State.FAIL, seed -> judge.errors(share(seed, 2_000, 0.01), share(-seed, 2_000, 0.01), 0)))
                .isLessThan(0.02);
        assertThat(wrong(State.PASS, seed -> judge.errors(share(seed, 2_000, 0.01), share(-seed, 2_000, 0.02), 0.01)))
                .isLessThan(0.02);
        assertThat(wrong(State.PASS, seed -> judge.series(normal(seed, 30, 100, 10), normal(-seed, 30, 110, 10), 0.1)))
                .isLessThan(0.02);
    }

    private static double wrong(State state, IntFunction<Judgement> judged) {
        long wrong = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            wrong += judged.apply(seed).state() == state ? 1 : 0;
        }
        return (double) wrong / SEEDS;
    }

    private static void assertFails(Judgement judgement) {
        assertThat(judgement.state()).as(judgement.because()).isEqualTo(State.FAIL);
    }

    private static Share share(long seed, int all, double rate) {
        Random random = new Random(seed);
        return new Share(random.doubles(all).filter(dice -> dice < rate).count(), all);
    }

    private static double[] normal(long seed, int count, double mean, double deviation) {
        Random random = new Random(seed);
        return random.doubles(count)
                .map(unused -> mean + deviation * random.nextGaussian())
                .toArray();
    }

    private static Quantiles millis(long seed, int count, double mean) {
        double[] values = new Random(seed)
                .doubles(count)
                .map(dice -> -mean * Math.log(1 - dice))
                .sorted()
                .toArray();
        return new Quantiles() {
            @Override
            public long count() {
                return values.length;
            }

            @Override
            public double millisAt(double percent) {
                int rank = (int) Math.ceil(percent / 100 * values.length);
                return values[Math.min(Math.max(rank, 1), values.length) - 1];
            }
        };
    }
}
