package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CopyPaceTest {

    private static final long MB = 1_000_000;
    private static final Plan.Copy PLAN =
            new Plan.Copy(4, 40 * MB, Optional.of(Duration.ofMillis(50)), OptionalInt.of(80));
    private static final Plan.Copy NO_CEILING =
            new Plan.Copy(4, Plan.Copy.UNLIMITED, Optional.of(Duration.ofMillis(50)), OptionalInt.empty());

    private static CopyPace.Felt felt(long p99Millis, int connectionsPercent, long bytesPerSecond) {
        return new CopyPace.Felt(
                Optional.of(Duration.ofMillis(p99Millis)), 0, OptionalInt.of(connectionsPercent), bytesPerSecond);
    }

    private static final CopyPace.Felt NOBODY = new CopyPace.Felt(Optional.empty(), 0, OptionalInt.empty(), 5 * MB);

    @Test
    void slowAnswersHalveWhatTheCopyReachedAndSayWhy() {
        CopyPace pace = new CopyPace(PLAN);

        assertThat(pace.decide(felt(84, 10, 24 * MB)))
                .isEqualTo(new CopyPace.Decision(12 * MB, "source p99 is 84 ms, limit 50 ms"));
        assertThat(pace.decide(felt(84, 10, 12 * MB)).bytesPerSecond()).isEqualTo(6 * MB);
    }

    @Test
    void connectionsThatRunOutSlowItToo() {
        assertThat(new CopyPace(PLAN).decide(felt(10, 91, 24 * MB)))
                .isEqualTo(new CopyPace.Decision(12 * MB, "91 % of the source's connections are in use, limit 80 %"));
    }

    @Test
    void itNeverStopsAndSaysSo() {
        CopyPace pace = new CopyPace(PLAN);
        for (int second = 0; second < 60; second++) {
            pace.decide(felt(500, 10, 0));
        }

        assertThat(pace.decide(felt(500, 10, 0)))
                .isEqualTo(new CopyPace.Decision(
                        CopyPace.FLOOR_BYTES, "source p99 is 500 ms, limit 50 ms; slower than this it never goes"));
    }

    @Test
    void aSpeedOfThePlanBelowTheSlowestIsNeverExceeded() {
        CopyPace pace =
                new CopyPace(new Plan.Copy(4, MB / 10, Optional.of(Duration.ofMillis(50)), OptionalInt.empty()));

        assertThat(pace.decide(felt(500, 0, MB / 10)).bytesPerSecond()).isEqualTo(MB / 10);
    }

    @Test
    void aSourceThatAnswersNothingLeavesNoRoom() {
        CopyPace pace = new CopyPace(PLAN);
        long slowed = pace.decide(felt(84, 10, 24 * MB)).bytesPerSecond();
        CopyPace.Felt hangs = new CopyPace.Felt(Optional.empty(), 7, OptionalInt.of(10), slowed);

        assertThat(pace.decide(hangs))
                .isEqualTo(new CopyPace.Decision(slowed, "7 requests wait for the source, so it stays"));
        assertThat(pace.decide(NOBODY).bytesPerSecond()).isGreaterThan(slowed);
    }

    @Test
    void closeToALimitItStays() {
        CopyPace pace = new CopyPace(PLAN);
        long slowed = pace.decide(felt(84, 10, 24 * MB)).bytesPerSecond();

        CopyPace.Decision stays = pace.decide(felt(45, 10, slowed));

        assertThat(stays).isEqualTo(new CopyPace.Decision(slowed, "close to a limit, so it stays"));
    }

    @Test
    void wellBelowItRisesStepByStepToThePlansSpeedAndNoFurther() {
        CopyPace pace = new CopyPace(PLAN);
        long last = pace.decide(felt(84, 10, 40 * MB)).bytesPerSecond();
        for (int second = 0; second < 30; second++) {
            long next = pace.decide(felt(10, 10, last)).bytesPerSecond();
            assertThat(next).isBetween(last, last + 5 * MB);
            last = next;
        }

        assertThat(pace.decide(felt(10, 10, last))).isEqualTo(new CopyPace.Decision(40 * MB, "limited by the plan"));
    }

    @Test
    void withoutACeilingTheLimitIsLiftedOnceItIsBackWhereItWas() {
        CopyPace pace = new CopyPace(NO_CEILING);
        assertThat(pace.decide(felt(10, 0, 30 * MB)).bytesPerSecond()).isEqualTo(Plan.Copy.UNLIMITED);
        long last = pace.decide(felt(84, 0, 30 * MB)).bytesPerSecond();
        int seconds = 0;
        while (last != Plan.Copy.UNLIMITED) {
            assertThat(last).isLessThan(30 * MB);
            last = pace.decide(felt(10, 0, last)).bytesPerSecond();
            seconds++;
        }

        assertThat(seconds).isBetween(4, 10);
    }

    @Test
    void whereNobodyWaitsNothingIsSlowed() {
        assertThat(new CopyPace(PLAN).decide(NOBODY)).isEqualTo(new CopyPace.Decision(40 * MB, "limited by the plan"));
    }

    @Test
    void aPersonHasTheLastWordUntilAutoGivesItBack() {
        CopyPace pace = new CopyPace(PLAN);

        pace.byHand(CopyPace.Setting.fixed(3 * MB));
        assertThat(pace.decide(felt(500, 99, 3 * MB))).isEqualTo(new CopyPace.Decision(3 * MB, "limited by hand"));
        assertThat(pace.asksForConnections()).isFalse();
        pace.byHand(CopyPace.Setting.OFF);
        assertThat(pace.decide(felt(500, 99, 3 * MB)))
                .isEqualTo(new CopyPace.Decision(Plan.Copy.UNLIMITED, "without a limit, by hand"));
        pace.byHand(CopyPace.Setting.AUTO);

        assertThat(pace.decide(felt(10, 10, 3 * MB)).because()).isEqualTo("limited by the plan");
    }
}
