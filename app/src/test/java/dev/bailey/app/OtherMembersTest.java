package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Side;
import dev.bailey.core.Slices;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.TenantLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Slices get other members while one of them has moved, behind routers that are not started again.
 * {@code -Dbailey.engine=mysql} or {@code mariadb} is where.
 */
@Tag("alone")
class OtherMembersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FAILED = 3;

    /** In the slice of everyone, until there are 60 percent. */
    private static final String RAISED = IntStream.rangeClosed(10, 499)
            .mapToObj(Integer::toString)
            .filter(tenant -> Slices.bucket(tenant) >= 2_500 && Slices.bucket(tenant) < 6_000)
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path folder;

    @Test
    void aShareIsRaisedWhileOthersHaveMovedAndNobodyIsPutOnTheOtherSideByThat()
            throws IOException, InterruptedException, SQLException {
        try (SliceFleet fleet = new SliceFleet(folder)) {
            fleet.startBailey();
            fleet.startRouter("one");
            fleet.startRouter("two");
            try (TenantLoad clients =
                    TenantLoad.start(new TenantLoad.Settings(fleet.addresses(), 8, 60, /* tenants= */ 1_000, 1))) {
                clients.awaitMore(100);
                move(fleet, "pilot");
                fleet.stopBailey();

                fleet.replan("tenants_file: pilot.txt", "tenants: [1, 2, 3, 500, " + RAISED + "]");
                assertThat(fleet.checkPlan())
                        .anyMatch(line -> line.contains("slice-members"))
                        .anyMatch(line ->
                                line.contains("tenant " + RAISED + " was in slice everyone and would be in pilot"));
                BaileyProcess wrong = fleet.runBailey(Map.of());
                assertThat(wrong.awaitExit(PATIENCE))
                        .as(wrong.output().toString())
                        .contains(FAILED);
                assertThat(wrong.output())
                        .anyMatch(line -> line.contains(
                                "tenant " + RAISED + " was in slice everyone and would be in pilot; go on with"))
                        .noneMatch(line -> line.startsWith("service"));
                clients.awaitMore(20);

                fleet.replan("tenants: [1, 2, 3, 500, " + RAISED + "]", "tenants_file: pilot.txt");
                fleet.replan("percent: 25", "percent: 60");
                assertThat(fleet.checkPlan()).noneMatch(line -> line.contains("slice-members"));
                fleet.startBailey();
                for (String router : fleet.routers()) {
                    fleet.process(router)
                            .awaitLine("the new members", PATIENCE, line -> line.contains("follows other lists"));
                }
                move(fleet, "quarter");
                assertThat(fleet.book(Side.SOURCE, RAISED).body())
                        .contains("tenant " + RAISED + " is in slice quarter");
                clients.awaitMore(100);
                move(fleet, "everyone");
                clients.stop();

                CheckResult result = fleet.check(clients);
                assertThat(clients.figures().failed()).isZero();
                assertThat(result.isClean()).as(result.sentence()).isTrue();
                assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
            }
        }
    }

    /** Gates are closed for moments. */
    private static void move(SliceFleet fleet, String slice) throws IOException, InterruptedException {
        String outcome = "closed";
        long begun = System.nanoTime();
        String said = "";
        while (outcome.equals("closed") && System.nanoTime() - begun < PATIENCE.toNanos()) {
            said = fleet.ask(slice, "cutover").join().body();
            outcome = new ObjectMapper().readTree(said).path("outcome").asText();
        }
        assertThat(outcome).as(said).isEqualTo("done");
    }
}
