package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Retained;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogRoomTest {

    private static final long GB = 1_000_000_000;
    private static final Optional<Duration> NOT_KNOWN = Optional.empty();

    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private final LogRoom room = new LogRoom(() -> now);

    private void measure(long bytes, OptionalLong max) {
        now = now.plusSeconds(1);
        room.measured(new Retained(bytes, max));
    }

    @Test
    void theTimeLeftFollowsFromTheRate() {
        for (int second = 0; second < 60; second++) {
            measure(12 * GB + second * 370_000L, OptionalLong.of(16 * GB));
        }

        LogKept kept = room.kept(NOT_KNOWN).orElseThrow();
        assertThat(kept.sentence("the source", "shop_forward"))
                .isEqualTo("the source keeps 12.0 GB of log for stream shop_forward; its limit (16.0 GB) is reached in"
                        + " about 2 h at this rate");
        assertThat(kept.isNear()).isFalse();
    }

    @Test
    void whatIsLetGoInPiecesIsNotTakenForGrowth() {
        for (int second = 0; second < 120; second++) {
            measure(GB + second % 30 * 10_000_000L, OptionalLong.of(16 * GB));
        }

        LogKept kept = room.kept(NOT_KNOWN).orElseThrow();
        assertThat(kept.left()).isEmpty();
        assertThat(kept.sentence("the source", "s")).endsWith("its limit (16.0 GB) is not getting nearer");
    }

    @Test
    void itIsNearWhenTheTimeOrTheRoomIsShort() {
        for (int second = 0; second < 60; second++) {
            measure(2 * GB + second * 10_000_000L, OptionalLong.of(16 * GB));
        }
        assertThat(room.kept(NOT_KNOWN).orElseThrow().isNear()).isTrue();

        for (int second = 0; second < 180; second++) {
            measure(15 * GB, OptionalLong.of(16 * GB));
        }
        assertThat(room.kept(NOT_KNOWN).orElseThrow().left()).isEmpty();
        assertThat(room.kept(NOT_KNOWN).orElseThrow().isNear()).isTrue();
    }

    @Test
    void withoutALimitOnlyTheSizeIsTold() {
        measure(1_500, OptionalLong.empty());

        assertThat(room.kept(NOT_KNOWN).orElseThrow().sentence("the target", "s"))
                .isEqualTo("the target keeps 1.5 kB of log for stream s");
    }

    @Test
    void whatNobodyMeasuredForLongIsNotShown() {
        measure(GB, OptionalLong.of(16 * GB));

        now = now.plus(Duration.ofMinutes(3));

        assertThat(room.kept(NOT_KNOWN)).isEmpty();
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        for (int second = 0; second < 60; second++) {
            measure(second * GB, OptionalLong.of(100 * GB));
        }
        now = now.minus(Duration.ofHours(1));
        measure(GB, OptionalLong.of(100 * GB));

        assertThat(room.kept(NOT_KNOWN).orElseThrow().left()).isEmpty();
    }

    private void measureAging(Duration after, Duration confirmed) {
        now = now.plusSeconds(1);
        Retained.Expiry expiry = new Retained.Expiry("log.4:17", after, confirmed);
        room.measured(new Retained(1_500, OptionalLong.empty(), Optional.of(expiry)));
    }

    @Test
    void logThatIsThrownAwayByItsAgeIsNearItsEndWhenTheStreamIsFarBehind() {
        measureAging(Duration.ofDays(7), Duration.ZERO);

        LogKept well = room.kept(Optional.of(Duration.ofHours(100))).orElseThrow();
        assertThat(well.isNear()).isFalse();
        assertThat(well.sentence("the source", "s"))
                .isEqualTo("the source keeps 1.5 kB of log for stream s, needed from log.4:17 on, which is 4 days old;"
                        + " it throws log away that is older than 7 days");
        assertThat(room.kept(Optional.of(Duration.ofMinutes(167 * 60 + 1)))
                        .orElseThrow()
                        .isNear())
                .isTrue();
    }

    @Test
    void aStreamThatKeepsUpIsFarFromTheEndOfLogThatIsKeptForMinutes() {
        measureAging(Duration.ofMinutes(10), Duration.ZERO);

        assertThat(room.kept(Optional.of(Duration.ofSeconds(2))).orElseThrow().isNear())
                .isFalse();
        assertThat(room.kept(Optional.of(Duration.ofMinutes(6))).orElseThrow().isNear())
                .isTrue();
    }

    @Test
    void logThatMayBeThrownAwayAtAnyTimeIsAlwaysNearItsEnd() {
        measureAging(Duration.ZERO, Duration.ZERO);

        LogKept kept = room.kept(Optional.of(Duration.ofMillis(3))).orElseThrow();
        assertThat(kept.isNear()).isTrue();
        assertThat(kept.sentence("the source", "s")).endsWith("it throws log away whenever it likes");
    }

    @Test
    void untilItIsKnownHowFarTheStreamIsBehindItsLastConfirmationTells() {
        measureAging(Duration.ofHours(10), Duration.ofHours(9));
        now = now.plus(Duration.ofMinutes(1));
        measureAging(Duration.ofHours(10), Duration.ofSeconds(1));

        LogKept kept = room.kept(NOT_KNOWN).orElseThrow();
        assertThat(kept.isNear()).isTrue();
        assertThat(kept.aging().orElseThrow().age()).isGreaterThan(Duration.ofHours(9));
    }
}
