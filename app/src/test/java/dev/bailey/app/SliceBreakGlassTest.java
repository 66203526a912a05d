package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bailey has died where neither side takes the writes of one slice. {@code -Dbailey.engine=mysql} or {@code mariadb} is
 * where.
 */
class SliceBreakGlassTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    /** Of the pilot, and of nobody in particular. */
    private static final String PILOT = "2";

    private static final String OTHER = "700";

    @TempDir
    private Path folder;

    @Test
    void oneSliceIsOpenedWhereNothingCanBeLackingAndTheOthersDoNotNotice()
            throws IOException, InterruptedException, SQLException {
        try (SliceFleet fleet = new SliceFleet(folder)) {
            diesInAMoveOfThePilot(fleet);
            for (Side side : Side.values()) {
                assertThat(refusal(fleet, side, PILOT))
                        .as("on the " + side.label())
                        .contains("slice pilot");
            }
            assertThat(fleet.book(Side.SOURCE, OTHER).statusCode()).isEqualTo(200);

            assertThat(fleet.command("break-glass", "--open", "target", "--slice", "pilot")
                            .exit())
                    .as("the target may lack writes")
                    .isNotZero();
            assertThat(refusal(fleet, Side.TARGET, PILOT)).contains("slice pilot");
            assertThat(fleet.command("break-glass", "--open", "source", "--slice", "pilot")
                            .exit())
                    .isZero();

            assertThat(fleet.book(Side.SOURCE, PILOT).statusCode()).isEqualTo(200);
            assertThat(refusal(fleet, Side.TARGET, PILOT)).contains("slice pilot");
            assertThat(refusal(fleet, Side.TARGET, OTHER)).isNotEmpty();

            fleet.startBailey();
            assertThat(fleet.status().at("/flips/0/outcome").asText()).isEqualTo("retreated");
            Eventually.eventually(
                    "the pilot moves",
                    LIMIT,
                    () -> fleet.ask("pilot", "cutover").join().body().contains("\"outcome\":\"done\""));
            assertThat(fleet.book(Side.TARGET, PILOT).statusCode()).isEqualTo(200);
        }
    }

    private static void diesInAMoveOfThePilot(SliceFleet fleet) throws IOException, InterruptedException {
        BaileyProcess bailey = fleet.runBailey(Map.of(HaltAt.VARIABLE, "cutover: shut for good"));
        CrossingWorld.awaitReady(bailey);
        fleet.startRouter("one");
        CompletableFuture<HttpResponse<String>> asked = fleet.ask("pilot", "cutover");
        assertThat(bailey.awaitExit(LIMIT)).contains(KILLED);
        assertThat(asked).failsWithin(LIMIT);
    }

    /** What the application of a side says to a booking; empty when it takes it. */
    private static String refusal(SliceFleet fleet, Side side, String tenant) throws IOException, InterruptedException {
        HttpResponse<String> answer = fleet.book(side, tenant);
        return answer.statusCode() == 200 ? "" : answer.body();
    }
}
