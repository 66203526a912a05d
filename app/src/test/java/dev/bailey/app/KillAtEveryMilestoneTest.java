package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bailey dies at each named milestone while writers write, and is started again. It must end on a known side with every
 * acknowledged write there exactly once. {@code -Dbailey.seeds=N} runs each milestone with N seeds.
 */
class KillAtEveryMilestoneTest {

    /** Reached a single time; the others come with every table and batch. */
    private static final String ONCE = "copy: streams created";

    private static final List<String> COPY =
            List.of(ONCE, "copy: table pending", "copy: snapshot taken", "copy: rows loaded", "copy: table followed");
    private static final List<String> FOLLOW =
            List.of("follow: batch begun", "follow: batch written", "follow: batch committed");
    private static final List<String> MOVE = List.of(
            "intent written",
            "held",
            "fenced",
            "proven",
            "drained",
            "shut for good",
            "proven again",
            "drained again",
            "checked",
            "reverse position written",
            "opened",
            "journal closed",
            "routed");

    /** A hold long enough for a busy machine, and a lease that ends soon after a death. */
    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";

    private static final Duration DEATH_LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    static Stream<Arguments> copyMilestones() {
        return Stream.concat(COPY.stream(), FOLLOW.stream()).flatMap(KillAtEveryMilestoneTest::seeded);
    }

    static Stream<Arguments> cutoverMilestones() {
        return MOVE.stream().map(name -> "cutover: " + name).flatMap(KillAtEveryMilestoneTest::seeded);
    }

    static Stream<Arguments> rollbackMilestones() {
        return MOVE.stream().map(name -> "rollback: " + name).flatMap(KillAtEveryMilestoneTest::seeded);
    }

    private static Stream<Arguments> seeded(String milestone) {
        long first = Long.getLong("bailey.seed", 1);
        return LongStream.range(first, first + Long.getLong("bailey.seeds", 1))
                .mapToObj(seed -> Arguments.of(milestone, seed));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("copyMilestones")
    void killedWhileItCopiesItCopiesOnAndLosesNothing(String milestone, long seed)
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            int time = milestone.equals(ONCE) ? 1 : 1 + new SplittableRandom(seed).nextInt(3);
            try (BaileyProcess doomed = world.run(milestone + "#" + time)) {
                CrossingWorld.awaitRouter(doomed);
                try (ShopLoad load = world.load(seed)) {
                    assertThat(doomed.awaitExit(DEATH_LIMIT)).contains(KILLED);
                    try (BaileyProcess bailey = world.run("")) {
                        CrossingWorld.awaitReady(bailey);
                        assertThat(world.move("cutover").get("outcome").asText())
                                .isEqualTo("done");
                        load.stop();
                        assertNothingLost(world, "target");
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("cutoverMilestones")
    void killedInACutoverItEndsOnAKnownSideWithNothingLost(String milestone, long seed)
            throws IOException, InterruptedException, SQLException {
        killedInAMove(milestone, seed, List.of("cutover"));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("rollbackMilestones")
    void killedInARollbackItEndsOnAKnownSideWithNothingLost(String milestone, long seed)
            throws IOException, InterruptedException, SQLException {
        killedInAMove(milestone, seed, List.of("cutover", "rollback"));
    }

    private void killedInAMove(String milestone, long seed, List<String> moves)
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            try (BaileyProcess doomed = world.run(milestone)) {
                CrossingWorld.awaitReady(doomed);
                try (ShopLoad load = world.load(seed)) {
                    for (String move : moves.subList(0, moves.size() - 1)) {
                        assertThat(world.move(move).get("outcome").asText()).isEqualTo("done");
                    }
                    letItRun(seed);
                    CompletableFuture<?> asked = world.ask(moves.get(moves.size() - 1));
                    assertThat(doomed.awaitExit(DEATH_LIMIT)).contains(KILLED);
                    assertThat(asked).failsWithin(DEATH_LIMIT);
                    try (BaileyProcess bailey = world.run("")) {
                        CrossingWorld.awaitReady(bailey);
                        letItRun(seed);
                        load.stop();
                        assertThat(world.status().get("owner").asText()).isEqualTo(owner(milestone));
                        assertNothingLost(world, owner(milestone));
                    }
                }
            }
        }
    }

    /**
     * Where a move must end that died here: once the old side is shut for good it goes on, before that it is given up.
     */
    private static String owner(String milestone) {
        boolean moves = MOVE.indexOf(milestone.substring(milestone.indexOf(' ') + 1)) >= MOVE.indexOf("shut for good");
        return milestone.startsWith("cutover") == moves ? "target" : "source";
    }

    /** The moment of death relative to the writers differs from seed to seed. */
    private static void letItRun(long seed) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(new SplittableRandom(seed).nextInt(100, 600)));
    }

    private static void assertNothingLost(CrossingWorld world, String owner) {
        CheckResult result = world.check(owner);

        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
        assertThat(result.acknowledged()).isPositive();
    }
}
