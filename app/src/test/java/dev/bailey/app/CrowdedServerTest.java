package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server whose connections are used up by others: before Bailey starts, while it runs, in a move.
 * {@code -Dbailey.rounds=N} takes each side in turn where otherwise one stands for both.
 */
class CrowdedServerTest {

    private static final Map<String, String> SMALL = Map.of("max_connections", "40");
    private static final String TABLE = "CREATE TABLE item (id int PRIMARY KEY, name text)";
    private static final String REFUSAL = "sorry, too many clients already (SQLSTATE 53300)";
    private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS);

    private static PostgresServer source;
    private static PostgresServer target;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServers() {
        source = PostgresServer.start(Version.OLDER, SMALL);
        target = PostgresServer.start(Version.NEWER, SMALL);
    }

    @AfterAll
    static void stopServers() {
        target.close();
        source.close();
    }

    private static List<Side> sides() {
        return System.getProperty("bailey.rounds") == null ? List.of(Side.SOURCE) : List.of(Side.values());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void streamsWaitForRoomAndSaySo(Side side) {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.start();
            world.awaitCopy();
            try (Crowd crowd = crowd(side, world.sourceName, world.targetName)) {
                for (Side reads : Side.values()) {
                    world.awaitTrouble(reads, REFUSAL);
                    world.awaitTrouble(reads, "raise max_connections");
                }
                String insert = "INSERT INTO flash VALUES (1, 'meanwhile')";
                if (side == Side.SOURCE) {
                    crowd.execute(insert);
                } else {
                    world.onSource(insert);
                }
            }

            world.assertEqual();
        }
    }

    @ParameterizedTest
    @MethodSource("sides")
    void aFirstRunSaysSoAndARestartWaitsForRoom(Side side) throws IOException, InterruptedException {
        try (LiveWorld world = new LiveWorld(folder, source, target, TABLE)) {
            try (Crowd crowd = crowd(side, world.sourceName, world.targetName)) {
                assertThatThrownBy(world::start).isInstanceOf(Problem.class).hasMessageContaining(REFUSAL);
                crowd.execute("SELECT 1");
            }
            world.start();
            world.end();

            Crowd crowd = crowd(side, world.sourceName, world.targetName);
            CompletableFuture<Void> gone = CompletableFuture.runAsync(crowd::close, SOON);
            world.start();
            gone.join();
            world.awaitOpen();
        }
    }

    @ParameterizedTest
    @MethodSource("sides")
    void aMoveThatFindsNoRoomIsGivenUpAndTheNextOneIsDone(Side side) throws IOException, InterruptedException {
        try (LiveWorld world = new LiveWorld(folder, source, target, TABLE)) {
            world.start();
            world.awaitOpen();
            CompletableFuture<?>[] gone = {CompletableFuture.completedFuture(null)};
            world.when("cutover: fenced", () -> {
                Crowd crowd = crowd(side, world.sourceName, world.targetName);
                gone[0] = CompletableFuture.runAsync(crowd::close, SOON);
            });

            FlipAnswer answer = world.move(Side.TARGET);

            gone[0].join();
            assertThat(answer).isInstanceOf(FlipAnswer.GivenUp.class);
            world.onSource("INSERT INTO item VALUES (1, 'the source serves on')");
            world.awaitOpen();
            assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
            world.onTarget("INSERT INTO item VALUES (2, 'the target serves')");
            world.awaitEqual("item", "id");
        }
    }

    @Test
    void aMoveAskedForWithoutRoomIsRefusedWithTheServersWords() throws IOException, InterruptedException {
        try (LiveWorld world = new LiveWorld(folder, source, target, TABLE)) {
            world.start();
            world.awaitOpen();
            try (Crowd crowd = new Crowd(target, world.targetName)) {
                world.awaitClosed(REFUSAL);
                assertThat(world.move(Side.TARGET))
                        .isInstanceOfSatisfying(
                                FlipAnswer.Closed.class,
                                closed -> assertThat(String.join("; ", closed.because()))
                                        .contains(REFUSAL));
                crowd.execute("SELECT 1");
            }
            world.awaitOpen();
        }
    }

    private static Crowd crowd(Side side, String sourceName, String targetName) {
        return side == Side.SOURCE ? new Crowd(source, sourceName) : new Crowd(target, targetName);
    }
}
