package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.OldSnapshot;
import dev.bailey.testkit.StaleWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who goes past the router meets the guard inside the database, with Bailey alive or dead. */
class WrongSideTest {

    private static final String REFUSED = "BF001";
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    @Test
    void aStaleWriterIsRefusedOnEitherSideThatDoesNotOwn() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            try (StaleWriter early = writer(world, Side.TARGET, "early")) {
                Eventually.eventually("refusals on the target", LIMIT, () -> refusals(early) >= 3);
                assertThat(early.acknowledged()).isZero();
            }

            assertThat(world.move("cutover").get("outcome").asText()).isEqualTo("done");

            try (StaleWriter late = writer(world, Side.SOURCE, "late")) {
                Eventually.eventually("refusals on the source", LIMIT, () -> refusals(late) >= 3);
                assertThat(late.acknowledged()).isZero();
            }
            assertThat(world.check("target").isClean()).isTrue();
        }
    }

    @Test
    void aSnapshotFromBeforeTheFenceCannotWriteThroughIt() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            try (OldSnapshot old = new OldSnapshot(world.connectOld(), world.history())) {
                assertThat(world.move("cutover").get("outcome").asText()).isEqualTo("done");

                assertThat(old.place("from-before-the-fence")).isEqualTo(REFUSED);
            }
        }
    }

    @Test
    void killedInsideTheFenceTheSourceTakesWritesAgainWithinTheLease()
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            killedAt(world, "cutover: fenced");
            long dead = System.nanoTime();
            try (StaleWriter writer = writer(world, Side.SOURCE, "patient")) {
                Eventually.eventually("a write on the source", LIMIT, () -> writer.acknowledged() > 0);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - dead)).isLessThan(LEASE.plusSeconds(1));
        }
    }

    @Test
    void killedAfterForGoodTheSourceStaysShutUntilTheGlassIsBroken()
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            killedAt(world, "cutover: shut for good");
            loseTheState(world);
            try (StaleWriter writer = writer(world, Side.SOURCE, "waiting")) {
                Eventually.eventually("refusals on the source", LIMIT, () -> refusals(writer) >= 3);
                assertThat(bailey(world, "break-glass", world.plan.toString(), "--open", "target"))
                        .as("the target may lack writes")
                        .isNotZero();
                assertThat(writer.acknowledged()).isZero();

                assertThat(bailey(world, "break-glass", world.plan.toString(), "--open", "source"))
                        .isZero();

                Eventually.eventually("a write on the source", LIMIT, () -> writer.acknowledged() > 0);
            }
            try (StaleWriter other = writer(world, Side.TARGET, "other")) {
                Eventually.eventually("refusals on the target", LIMIT, () -> refusals(other) >= 3);
                assertThat(other.acknowledged()).isZero();
            }
        }
    }

    @Test
    void aRestartTakesABrokenGlassForARetreat() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            killedAt(world, "cutover: shut for good");
            assertThat(bailey(world, "break-glass", world.plan.toString(), "--open", "source"))
                    .isZero();

            try (BaileyProcess bailey = world.run("")) {
                CrossingWorld.awaitReady(bailey);

                assertThat(world.status().get("owner").asText()).isEqualTo("source");
                assertThat(world.status().at("/flips/0/outcome").asText()).isEqualTo("retreated");
                assertThat(world.verify().get("different").asInt()).isZero();
                assertThat(world.move("cutover").get("outcome").asText()).isEqualTo("done");
            }
        }
    }

    private static void killedAt(CrossingWorld world, String milestone) throws IOException, InterruptedException {
        try (BaileyProcess bailey = world.run(milestone)) {
            CrossingWorld.awaitReady(bailey);
            CompletableFuture<?> asked = world.ask("cutover");
            assertThat(bailey.awaitExit(LIMIT)).contains(KILLED);
            assertThat(asked).failsWithin(LIMIT);
        }
    }

    private static void loseTheState(CrossingWorld world) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(world.plan.resolveSibling(".bailey"))) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }

    private static int bailey(CrossingWorld world, String... arguments) throws InterruptedException {
        try (BaileyProcess bailey = world.bailey(Map.of(), arguments)) {
            return bailey.awaitExit(LIMIT).orElseThrow();
        }
    }

    private static int refusals(StaleWriter writer) {
        return writer.refusals().getOrDefault(REFUSED, 0);
    }

    private static StaleWriter writer(CrossingWorld world, Side side, String name) throws SQLException {
        try (Connection connection = side == Side.SOURCE ? world.connectOld() : world.connectNew()) {
            return StaleWriter.start(
                    connection.getMetaData().getURL(),
                    "postgres",
                    "postgres",
                    side,
                    world.history(),
                    Duration.ofMillis(20),
                    name);
        }
    }
}
