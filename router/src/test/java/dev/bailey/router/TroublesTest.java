package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How what befalls requests becomes windows of time. */
class TroublesTest {

    private static final Instant START = Instant.parse("2026-11-20T02:00:00Z");

    private final Troubles troubles = new Troubles(() -> this.now);
    private Instant now = START;

    @Test
    void failuresOfOneCauseWithinSecondsAreOneWindow() {
        troubles.failed(Side.TARGET, Failure.UPSTREAM_LOST);
        pass(Duration.ofSeconds(4));
        troubles.failed(Side.TARGET, Failure.UPSTREAM_LOST);
        pass(Duration.ofSeconds(6));

        Trouble only = only();
        assertThat(only.from()).isEqualTo(START);
        assertThat(only.to()).isEqualTo(START.plusSeconds(4));
        assertThat(only.requests()).isEqualTo(2);
        assertThat(only.over()).isTrue();
    }

    @Test
    void aQuietTimePartsTwoWindows() {
        troubles.failed(Side.TARGET, Failure.UPSTREAM_LOST);
        pass(Duration.ofSeconds(6));
        troubles.failed(Side.TARGET, Failure.UPSTREAM_LOST);

        assertThat(troubles.windows()).extracting(Trouble::over).containsExactly(true, false);
    }

    @Test
    void aSideThatTakesNoConnectionsIsOneWindowWhateverItsRequestsWereTold() {
        troubles.failed(Side.SOURCE, Failure.UPSTREAM_REFUSED);
        troubles.failed(Side.SOURCE, Failure.UPSTREAM_DOWN);

        assertThat(only().kind()).isEqualTo(Trouble.Kind.SIDE_DOWN);
        assertThat(only().requests()).isEqualTo(2);
    }

    @Test
    void aHoldIsAWindowFromItsFirstRequestWithTheLongestTime() {
        pass(Duration.ofMillis(100));
        troubles.held(3, TimeUnit.MILLISECONDS.toNanos(80));
        pass(Duration.ofMillis(10));
        troubles.held(3, TimeUnit.MILLISECONDS.toNanos(60));

        Trouble only = only();
        assertThat(only.from()).isEqualTo(START.plusMillis(20));
        assertThat(only.to()).isEqualTo(START.plusMillis(110));
        assertThat(only.longestMillis()).isEqualTo(80);
        assertThat(only.epoch()).isEqualTo(3);
    }

    @Test
    void itsMemoryHasALimit() {
        for (int i = 0; i < 2 * Troubles.WINDOWS_MAX; i++) {
            troubles.serverError(Side.SOURCE);
            pass(Duration.ofMinutes(2));
        }

        List<Trouble> kept = troubles.windows();
        assertThat(kept).hasSize(Troubles.WINDOWS_MAX);
        assertThat(kept.get(kept.size() - 1).number()).isEqualTo(2L * Troubles.WINDOWS_MAX);
    }

    @Test
    void aSlowClientIsItsOwnAffair() {
        troubles.failed(Side.SOURCE, Failure.CLIENT_TIMEOUT);

        assertThat(troubles.windows()).isEmpty();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private Trouble only() {
        List<Trouble> windows = troubles.windows();
        assertThat(windows).hasSize(1);
        return windows.get(0);
    }
}
