package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router, or the control plane, is gone in the middle of a move. */
@Tag("alone")
class FleetFaultsTest {

    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    @Test
    void aRouterStoppedBeforeAShortHoldGivesTheMoveUpAndNothingIsLost()
            throws SQLException, IOException, InterruptedException {
        try (FleetWorld world = new FleetWorld(folder, "{ hold: { max: 2s }, lag: 5s }")) {
            world.ready("");
            FleetWorld.Member still = world.router("still");
            FleetWorld.Member well = world.router("well");
            world.awaitJoined("still");
            world.awaitOpenGates();
            try (ShopLoad first = world.load(still, 1);
                    ShopLoad second = world.load(well, 2)) {
                still.signal("STOP");
                JsonNode given = world.shop.move("cutover");
                still.signal("CONT");
                assertThat(given.get("outcome").asText()).as(given.toString()).isEqualTo("failed");
                world.awaitOpenGates();
                assertThat(second.stop().failed()).isZero();
                first.stop();
            }

            assertThat(world.epochs("still", "well")).containsExactly(2L, 2L);
            assertNothingLost(world, "source");
        }
    }

    @Test
    void aMoveGoesOnWithoutARouterWhoseLeaseIsOverAndItFollowsOnceItIsBack()
            throws SQLException, IOException, InterruptedException {
        try (FleetWorld world = new FleetWorld(folder, "{ hold: { max: 10s }, lag: 5s }")) {
            world.ready("");
            FleetWorld.Member still = world.router("still");
            FleetWorld.Member well = world.router("well");
            world.awaitJoined("still");
            world.awaitOpenGates();
            try (ShopLoad first = world.load(still, 1);
                    ShopLoad second = world.load(well, 2)) {
                still.signal("STOP");
                JsonNode moved = world.shop.move("cutover");
                assertThat(moved.get("outcome").asText()).as(moved.toString()).isEqualTo("done");
                assertThat(world.shop.closed()).anyMatch(gate -> gate.startsWith("routes: router still at 127.0.0.1:"));
                still.signal("CONT");
                Eventually.eventually(
                        "the router follows",
                        FleetWorld.PATIENCE,
                        () -> world.epochs("still").equals(List.of(2L)));
                assertThat(second.stop().failed()).isZero();
                first.stop();
            }

            assertNothingLost(world, "target");
        }
    }

    @Test
    void aHoldEndsByItselfWhenTheControlPlaneDiesAndTheRouterStartsAgainAlone()
            throws SQLException, IOException, InterruptedException {
        try (FleetWorld world = new FleetWorld(folder, "{ hold: { max: 2s }, lag: 5s, lease: 3s }")) {
            BaileyProcess doomed = world.ready("cutover: held");
            FleetWorld.Member router = world.router("alone");
            world.awaitJoined("alone");
            world.awaitOpenGates();
            try (ShopLoad load = world.load(router, 1)) {
                CompletableFuture<?> asked = world.shop.ask("cutover");
                assertThat(doomed.awaitExit(FleetWorld.PATIENCE)).contains(KILLED);
                assertThat(asked).failsWithin(FleetWorld.PATIENCE);
                router.process()
                        .awaitLine(
                                "the end of the hold",
                                FleetWorld.PATIENCE,
                                line -> line.contains("the hold of everyone in epoch 1 ended by itself"));
                router.process().kill();
                FleetWorld.Member again = world.router("alone", router.port());
                assertThat(world.get(again.url().resolve("/products")).statusCode())
                        .isEqualTo(200);
                world.ready("");
                world.awaitJoined("alone");
                Eventually.eventually(
                        "the router follows",
                        FleetWorld.PATIENCE,
                        () -> world.epochs("alone").equals(List.of(2L)));
                load.stop();
            }

            assertNothingLost(world, "source");
        }
    }

    private static void assertNothingLost(FleetWorld world, String owner) {
        CheckResult result = world.shop.check(owner);

        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.acknowledged()).isPositive();
    }
}
