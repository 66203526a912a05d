package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {

    @Test
    void itLooksUntilTheConditionHolds() {
        AtomicInteger looks = new AtomicInteger();

        Eventually.eventually(Duration.ofSeconds(5), () -> looks.incrementAndGet() == 3);

        assertThat(looks).hasValue(3);
    }

    @Test
    void whatDoesNotComeTrueIsNamedWithWhatWentWrong() {
        IllegalStateException cause = new IllegalStateException("no");

        assertThatThrownBy(() -> Eventually.eventually("the moon is full", Duration.ofMillis(20), () -> {
                    throw cause;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the moon is full")
                .hasCause(cause);
    }

    @Test
    void aHandTurnedClockMovesOnlyByHand() {
        HandTurnedClock clock = new HandTurnedClock(Instant.EPOCH);

        clock.turn(Duration.ofMinutes(2));
        clock.turn(Duration.ofMinutes(-1));

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(60));
    }
}
