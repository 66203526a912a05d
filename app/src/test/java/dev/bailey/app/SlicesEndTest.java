package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A migration in slices is given up, or finished, and has left nothing but the data. {@code -Dbailey.engine=mysql} or
 * {@code mariadb} is where.
 */
class SlicesEndTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PILOT = "2";
    private static final String TRIGGERS =
            "SELECT count(*) FROM information_schema.triggers WHERE trigger_name LIKE 'bailey%'";
    private static final String SCHEMAS =
            "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'bailey%'";

    @TempDir
    private Path folder;

    @Test
    void abandonedAfterAWayBackAndAReloadItLeavesTheSourceAsItWas()
            throws IOException, InterruptedException, SQLException {
        try (SliceFleet fleet = new SliceFleet(folder)) {
            fleet.startBailey();
            move(fleet, "pilot", "cutover");
            assertThat(fleet.command("reload", fleet.table("account"), "--plan").exit())
                    .as("while slices live on both sides")
                    .isNotZero();
            assertThat(fleet.book(Side.TARGET, PILOT).statusCode()).isEqualTo(200);
            assertThat(fleet.command("abandon", "--plan").exit())
                    .as("with the pilot on the target")
                    .isNotZero();
            move(fleet, "pilot", "rollback");
            CommandHere reloaded = fleet.command("reload", fleet.table("account"), "--plan");
            assertThat(reloaded.exit()).as(reloaded.said()).isZero();

            CommandHere abandoned = fleet.command("abandon", "--plan");

            assertThat(abandoned.said()).contains("the migration is over");
            assertThat(fleet.book(Side.SOURCE, PILOT).statusCode()).isEqualTo(200);
            assertThat(fleet.count(Side.SOURCE, "SELECT count(*) FROM entry WHERE tenant = '2'"))
                    .isEqualTo(2);
            assertNoTrace(fleet);
        }
    }

    @Test
    void finishedOnTheTargetItLeavesNoTraceOnEitherSide() throws IOException, InterruptedException, SQLException {
        try (SliceFleet fleet = new SliceFleet(folder)) {
            fleet.replan("slices:", "finish: { quiet: 2s }\nslices:");
            fleet.startBailey();
            for (String slice : SliceFleet.SLICES) {
                assertThat(fleet.command("finish", "--plan").exit())
                        .as("before " + slice + " has moved")
                        .isNotZero();
                move(fleet, slice, "cutover");
            }
            fleet.stopOldApplication();

            Eventually.eventually("it is finished", LIMIT, () -> {
                fleet.command("finish", "--plan");
                return fleet.status().path("phase").asText().equals("over");
            });
            assertThat(fleet.book(Side.TARGET, PILOT).statusCode()).isEqualTo(200);
            assertNoTrace(fleet);
        }
    }

    private static void assertNoTrace(SliceFleet fleet) throws SQLException {
        for (Side side : Side.values()) {
            assertThat(fleet.count(side, TRIGGERS))
                    .as("triggers on the " + side.label())
                    .isZero();
            assertThat(fleet.count(side, SCHEMAS))
                    .as("schemas on the " + side.label())
                    .isZero();
        }
    }

    private static void move(SliceFleet fleet, String slice, String move) {
        Eventually.eventually(
                slice + ": " + move,
                LIMIT,
                () -> fleet.ask(slice, move).join().body().contains("\"outcome\":\"done\""));
    }
}
