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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bailey dies at each named milestone while writers write, and is started again. It must end on a known side with every
 * acknowledged write there exactly once. {@code -Dbailey.seeds=N} is the long form: each milestone in both directions,
 * with N seeds; without it each is died at in one direction.
 */
class KillAtEveryMilestoneTest {

    /** Reached a single time; the others come with every table and batch. */
    private static final String ONCE = "copy: streams created";

    private static final List<String> COPY = List.of(
            "copy: table pending",
            "copy: snapshot taken",
            "copy: rows loaded",
            "copy: table followed",
            "follow: batch begun",
            "follow: batch written",
            "follow: batch committed");

    /** So that tables are left to copy for the milestones that come after one. */
    private static final int TIMES_MAX = 2;

    /** A move that dies here is given up. */
    private static final List<String> GIVEN_UP = List.of("intent written", "held", "fenced", "proven", "drained");

    /** One that dies here goes on: the old side is shut for good. */
    private static final List<String> GONE_THROUGH = List.of(
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

    private static final boolean LONG = System.getProperty("bailey.seeds") != null;
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    static LongStream seeds() {
        long first = Long.getLong("bailey.seed", 1);
        return LongStream.range(first, first + Long.getLong("bailey.seeds", 1));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void killedAgainAndAgainWhileItCopiesItCopiesOnAndLosesNothing(long seed)
            throws IOException, InterruptedException, SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                BaileyProcess first = world.run(ONCE)) {
            CrossingWorld.awaitRouter(first);
            try (ShopLoad load = world.load(seed)) {
                assertThat(first.awaitExit(DEATH_LIMIT)).as(ONCE).contains(KILLED);
                for (String milestone : COPY) {
                    try (BaileyProcess doomed = world.run(milestone + "#" + (1 + random.nextInt(TIMES_MAX)))) {
                        assertThat(doomed.awaitExit(DEATH_LIMIT)).as(milestone).contains(KILLED);
                    }
                }
                try (BaileyProcess bailey = world.run("")) {
                    CrossingWorld.awaitReady(bailey);
                    assertThat(world.move("cutover").get("outcome").asText()).isEqualTo("done");
                    load.stop();
                    assertNothingLost(world, "target");
                }
            }
        }
    }

    /** All of them in the long form. */
    private static List<String> everyOther(List<String> milestones, int first) {
        return IntStream.range(0, milestones.size())
                .filter(i -> LONG || i % 2 == first)
                .mapToObj(milestones::get)
                .toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void killedInACutoverBeforeTheSourceIsShutForGoodItGivesUp(long seed)
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                Deaths deaths = new Deaths(world, seed)) {
            for (String milestone : everyOther(GIVEN_UP, /* first= */ 0)) {
                deaths.dieAt("cutover", milestone, "source");
            }
            deaths.settleTheLast();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void killedInARollbackBeforeTheTargetIsShutForGoodItGivesUp(long seed)
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                Deaths deaths = new Deaths(world, seed)) {
            deaths.dieAt("cutover", "routed", "target");
            for (String milestone : everyOther(GIVEN_UP, /* first= */ 1)) {
                deaths.dieAt("rollback", milestone, "target");
            }
            deaths.settleTheLast();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void killedFromThenOnItGoesThroughBothThereAndBack(long seed)
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                Deaths deaths = new Deaths(world, seed)) {
            for (int i = 0; i < GONE_THROUGH.size(); i++) {
                if (LONG || i % 2 == 0) {
                    deaths.dieAt("cutover", GONE_THROUGH.get(i), "target");
                }
                if (LONG || i % 2 == 1) {
                    deaths.dieAt("rollback", GONE_THROUGH.get(i), "source");
                }
            }
            deaths.settleTheLast();
        }
    }

    /** One death after the other under one load: who settles what a death has left dies the next. */
    private static final class Deaths implements AutoCloseable {
        private final CrossingWorld world;
        private final long seed;
        private @Nullable ShopLoad load;
        private String place = "nowhere yet";
        private String owner = "source";

        Deaths(CrossingWorld world, long seed) {
            this.world = world;
            this.seed = seed;
        }

        /** @param ends the side that owns the writes when the death is settled */
        void dieAt(String move, String milestone, String ends) throws IOException, InterruptedException {
            String next = move + ": " + milestone;
            try (BaileyProcess doomed = world.run(next)) {
                CrossingWorld.awaitReady(doomed);
                ShopLoad writers = settled();
                place = next;
                owner = ends;
                writers.resume();
                letItRun(seed);
                world.awaitOpenGates();
                CompletableFuture<?> asked = world.ask(move);
                assertThat(doomed.awaitExit(DEATH_LIMIT)).as(place).contains(KILLED);
                assertThat(asked).as(place).failsWithin(DEATH_LIMIT);
            }
        }

        void settleTheLast() throws IOException, InterruptedException {
            try (BaileyProcess bailey = world.run("")) {
                CrossingWorld.awaitReady(bailey);
                settled();
            }
        }

        /** The writers, paused, with what the last death left found to be right. */
        private ShopLoad settled() throws IOException, InterruptedException {
            ShopLoad writers = load == null ? world.load(seed) : load;
            load = writers;
            letItRun(seed);
            writers.pause();
            assertThat(world.status().get("owner").asText())
                    .as("after a death at " + place)
                    .isEqualTo(owner);
            assertNothingLost(world, owner);
            return writers;
        }

        @Override
        public void close() {
            if (load != null) {
                load.close();
            }
        }
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
