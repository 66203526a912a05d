package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.router.Heartbeat.Finding;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the other end of a connection is asked whether it is there, by a clock turned by hand. */
class HeartbeatTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Heartbeat heartbeat = new Heartbeat(Duration.ofSeconds(30), 0);

    @Test
    void aConnectionWithoutRequestsIsNotAsked() {
        heartbeat.settled();

        assertThat(heartbeat.check(100 * SECOND, /* heard= */ false, /* busy= */ false))
                .isEqualTo(Finding.WELL);
    }

    @Test
    void oneThatIsSilentWhileRequestsWaitIsAskedAndIsDeadWhenItSaysNothing() {
        heartbeat.settled();

        assertThat(heartbeat.check(9 * SECOND, false, true)).isEqualTo(Finding.WELL);
        assertThat(heartbeat.check(11 * SECOND, false, true)).isEqualTo(Finding.ASK);
        assertThat(heartbeat.check(20 * SECOND, false, true)).isEqualTo(Finding.WELL);
        assertThat(heartbeat.check(22 * SECOND, false, true)).isEqualTo(Finding.DEAD);
    }

    @Test
    void oneThatAnswersIsNotAskedAgainForLongerThanServersOfGrpcAllow() {
        heartbeat.settled();
        assertThat(heartbeat.check(11 * SECOND, false, true)).isEqualTo(Finding.ASK);
        heartbeat.answered();

        for (int second = 12; second < 311; second++) {
            assertThat(heartbeat.check(second * SECOND, false, true)).isEqualTo(Finding.WELL);
        }
        assertThat(heartbeat.check(342 * SECOND, false, true)).isEqualTo(Finding.ASK);
    }

    @Test
    void whoeverSpeaksIsThereWhateverItSays() {
        heartbeat.settled();
        heartbeat.check(11 * SECOND, false, true);

        assertThat(heartbeat.check(15 * SECOND, true, true)).isEqualTo(Finding.WELL);
        assertThat(heartbeat.check(24 * SECOND, false, true)).isEqualTo(Finding.WELL);
    }

    @Test
    void oneThatNeverTakesNoteOfTheSettingsDoesNotKeepToThem() {
        assertThat(heartbeat.check(9 * SECOND, true, true)).isEqualTo(Finding.WELL);
        assertThat(heartbeat.check(11 * SECOND, true, true)).isEqualTo(Finding.UNSETTLED);
    }
}
