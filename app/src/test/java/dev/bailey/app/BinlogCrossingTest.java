package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A shop crosses on MySQL and MariaDB as it does on PostgreSQL. Every other test of a crossing runs on one of them by
 * {@code -Dbailey.engine=mysql} or {@code mariadb}.
 */
class BinlogCrossingTest {

    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    private static final boolean LONG = Boolean.getBoolean("bailey.engines");

    @TempDir
    private Path folder;

    static Stream<String> enginesToKillOn() {
        return LONG ? Stream.of("mysql", "mariadb") : Stream.of("mysql");
    }

    static Stream<Arguments> seedsOfFaults() {
        return Stream.of(Arguments.of("mysql", 3L), Arguments.of("mariadb", 4L)).skip(LONG ? 0 : 1);
    }

    @ParameterizedTest
    @MethodSource("enginesToKillOn")
    void killedInOneCutoverAfterTheOtherItEndsOnAKnownSideWithNothingLost(String engine)
            throws IOException, InterruptedException, SQLException {
        BinlogPlace.require(engine);
        ShopPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        ShopPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER, CrossingWorld.SMALL, old, fresh);
                BaileyProcess first = world.run("guards put on")) {
            CrossingWorld.awaitReady(first);
            try (ShopLoad load = world.load(/* seed= */ 1)) {
                dieInACutover(world, first);
                try (BaileyProcess second = world.run("cutover: fenced")) {
                    CrossingWorld.awaitReady(second);
                    assertThat(world.status().get("owner").asText()).isEqualTo("source");
                    dieInACutover(world, second);
                }
                try (BaileyProcess third = world.run("cutover: opened")) {
                    CrossingWorld.awaitReady(third);
                    assertThat(world.status().get("owner").asText()).isEqualTo("source");
                    dieInACutover(world, third);
                }
                try (BaileyProcess bailey = world.run("")) {
                    CrossingWorld.awaitReady(bailey);
                    load.stop();

                    assertThat(world.status().get("owner").asText()).isEqualTo("target");
                    assertNothingLost(world.check("target"));
                }
            }
        }
    }

    private static void dieInACutover(CrossingWorld world, BaileyProcess doomed)
            throws IOException, InterruptedException {
        world.awaitOpenGates();
        CompletableFuture<HttpResponse<String>> asked = world.ask("cutover");
        assertThat(doomed.awaitExit(DEATH_LIMIT))
                .as(() -> "the answer was " + (asked.isDone() ? asked.join().body() : "not there"))
                .contains(KILLED);
        assertThat(asked).failsWithin(DEATH_LIMIT);
    }

    @ParameterizedTest
    @MethodSource("seedsOfFaults")
    void whateverFailsAroundMovesNothingIsLostOrDoubled(String engine, long seed)
            throws IOException, InterruptedException, SQLException {
        BinlogPlace.require(engine);
        ShopPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        ShopPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        try (FaultyLink oldLink = new FaultyLink(old.port());
                FaultyLink newLink = new FaultyLink(fresh.port());
                CrossingWorld world = new CrossingWorld(
                        folder,
                        CUTOVER,
                        CrossingWorld.SMALL,
                        old.through(oldLink.port()),
                        fresh.through(newLink.port()));
                FaultyMoves moves = new FaultyMoves(world, oldLink, newLink, seed);
                ShopLoad load = world.load(seed)) {
            moves.run(/* moves= */ 4);
            load.stop();

            assertNothingLost(world.check(moves.owner()));
        }
    }

    private static void assertNothingLost(CheckResult result) {
        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
        assertThat(result.acknowledged()).isPositive();
    }
}
