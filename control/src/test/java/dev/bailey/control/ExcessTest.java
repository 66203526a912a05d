package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that is looked at every second must not be loud by chance, and must hear what is there. */
class ExcessTest {

    private static final double ALLOWED = 0.01;
    private static final int WINDOWS = 10_000;
    private static final long SEED = Long.getLong("bailey.seed", 1);

    @ParameterizedTest
    @CsvSource({"4", "20", "1000"})
    void aSideWithHalfTheErrorsThatAreAllowedIsNeverAccusedInTenThousandWindows(double perSecond) {
        assertThat(accused(perSecond, second -> ALLOWED / 2)).as("seed " + SEED).isZero();
    }

    @ParameterizedTest
    @CsvSource({"20", "1000"})
    void aSideWithExactlyTheErrorsThatAreAllowedIsHardlyEverAccused(double perSecond) {
        assertThat(accused(perSecond, second -> ALLOWED)).as("seed " + SEED).isLessThanOrEqualTo(WINDOWS / 1_000);
    }

    @ParameterizedTest
    @CsvSource({"100", "1000"})
    void aBurstThatIsShorterThanAThirdOfTheTimeIsNoLastingFault(double perSecond) {
        int everySeconds = 90;
        int lasting = 9;

        assertThat(accused(perSecond, second -> second % everySeconds < lasting ? 1 : ALLOWED / 10))
                .as("seed " + SEED)
                .isZero();
    }

    /** The seconds within which 99 of 100 faults are heard; the time is 30 s. */
    @ParameterizedTest
    @CsvSource({"1000, 2, 30", "200, 2, 45", "200, 3, 30", "50, 3, 60", "50, 5, 31", "10, 10, 31"})
    void aFaultIsHeard(double perSecond, double times, int withinSeconds) {
        SplittableRandom random = new SplittableRandom(SEED);
        int runs = 500;
        int[] seconds = IntStream.range(0, runs)
                .map(run -> new Simulation(random, ALLOWED, perSecond)
                        .accusedAt(second -> ALLOWED * times)
                        .orElse(Simulation.SECONDS))
                .sorted()
                .toArray();

        assertThat(seconds[runs * 99 / 100])
                .as("seed " + SEED + ": " + Arrays.toString(seconds))
                .isLessThanOrEqualTo(withinSeconds);
        assertThat(seconds[0]).isGreaterThanOrEqualTo((int) Simulation.TIME.toSeconds());
    }

    @Test
    void fewRequestsProveNothing() {
        Excess excess = new Excess(ALLOWED, Duration.ofSeconds(30), /* eventsMin= */ 100, 0);
        for (int second = 1; second <= 30; second++) {
            excess.add(TimeUnit.SECONDS.toNanos(second), 3, 3);
        }

        assertThat(excess.judge()).returns(false, Excess.Judgement::certain).returns(90L, Excess.Judgement::all);
    }

    @Test
    void aLookAfterAPauseStillCountsWhatCameMeanwhile() {
        Excess excess = new Excess(ALLOWED, Duration.ofSeconds(30), /* eventsMin= */ 100, 0);
        excess.add(TimeUnit.SECONDS.toNanos(10), 100, 1_000);
        excess.add(TimeUnit.SECONDS.toNanos(20), 100, 1_000);
        excess.add(TimeUnit.SECONDS.toNanos(30), 100, 1_000);

        assertThat(excess.judge())
                .isEqualTo(new Excess.Judgement(300, 3_000, Duration.ofSeconds(30), /* certain= */ true));
    }

    private static long accused(double perSecond, Simulation.Badness badness) {
        SplittableRandom random = new SplittableRandom(SEED);
        return IntStream.range(0, WINDOWS)
                .filter(window -> new Simulation(random, ALLOWED, perSecond)
                        .accusedAt(badness)
                        .isPresent())
                .count();
    }
}
