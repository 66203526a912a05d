package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.ShopFault;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the plan says comes of faults that show after a cutover, with a shop under load through a router of its own.
 * {@code -Dbailey.runs=N} says how many healthy runs there are.
 */
@Tag("alone")
class ObservedCutoverTest {

    /** The p50, for what starts beside it on a small machine makes p99s of its own. */
    private static final String CUTOVER = "{ hold: { max: 5s }, lag: 5s, observe: 6s, roll_back_when: ["
            + " { error_rate: 0.1%, for: 5s }, { latency: 2x, percentile: p50, for: 5s }, { lag: 2s, for: 5s },"
            + " { http: { get: \"http://127.0.0.1:PORT/\", expect: { contains: well } }, for: 5s, every: 500ms },"
            + " { command: [test, '!', -e, ill], for: 5s, every: 500ms, limit: 5s } ] }";

    /**
     * As it is on both sides when all is well: slow enough that what a busy machine adds to every answer, also before
     * the cutover, hides no answers that take three times as long.
     */
    private static final ShopFault NOISE =
            ShopFault.slow(Duration.ofMillis(60), Duration.ofMillis(20)).failing(0.0003);

    private static final double READS_PER_SECOND = 100;

    /** Some seconds: what a router had counted when it is first looked at is not counted. */
    private static final long BASELINE = 600;

    private static final int HEALTHY_RUNS = Integer.getInteger("bailey.runs", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    /** What the plan asks by HTTP. */
    private static HttpServer watcher;

    private static volatile String watched = "all is well";
    private static FaultyLink oldLink;
    private static FleetWorld world;
    private static BaileyProcess bailey;
    private static ShopLoad load;

    @BeforeAll
    static void startAll() throws SQLException, IOException, InterruptedException {
        oldLink = new FaultyLink(Servers.OLD.port());
        watcher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        watcher.createContext("/", exchange -> {
            byte[] answer = watched.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        watcher.start();
        String port = Integer.toString(watcher.getAddress().getPort());
        world = new FleetWorld(folder, CUTOVER.replace("PORT", port), oldLink.port());
        world.shop.oldShop.suffer(NOISE);
        world.shop.newShop.suffer(NOISE);
        bailey = world.ready("");
        FleetWorld.Member edge = world.router("edge");
        world.awaitJoined("edge");
        load = world.shop.load(edge.url(), READS_PER_SECOND, 1);
        awaitBaseline();
    }

    /** A Bailey that was just started has seen nothing of the old side. */
    private static void awaitBaseline() {
        long before = load.figures().requests();
        Eventually.eventually(
                "the old side has answered enough to compare with",
                PATIENCE,
                () -> load.figures().requests() > before + BASELINE);
    }

    @AfterAll
    static void stopAll() {
        load.close();
        world.close();
        oldLink.close();
        watcher.stop(0);
    }

    @BeforeEach
    void cutOver() throws IOException, InterruptedException {
        assertMoves("cutover");
    }

    private static void assertMoves(String move) throws IOException, InterruptedException {
        world.awaitOpenGates();

        JsonNode moved = world.shop.move(move);

        assertThat(moved.path("outcome").asText()).as(moved.toString()).isEqualTo("done");
    }

    @AfterEach
    void comeBack() throws IOException, InterruptedException {
        world.shop.newShop.suffer(NOISE);
        if (world.shop.status().path("owner").asText().equals("target")) {
            assertMoves("rollback");
        }
    }

    @Test
    void healthyRunsWithNoiseAreSettledAndNeverRolledBack() throws IOException, InterruptedException {
        for (int run = 1; run <= HEALTHY_RUNS; run++) {
            await("settled");
            assertThat(last("observations").path("end").asText())
                    .as("run " + run)
                    .isEqualTo("settled");
            assertMoves("rollback");
            if (run < HEALTHY_RUNS) {
                cutOver();
            }
        }

        assertNothingLost();
    }

    @Test
    void onePercentOfErrorsRollsBack() throws IOException, InterruptedException {
        world.shop.newShop.suffer(NOISE.failing(0.01));

        awaitRollback("the plan: error rate of ", " on the target for 5 s, allowed 0.1 %");

        assertNothingLost();
    }

    @Test
    void threeTimesTheLatencyRollsBack() throws IOException, InterruptedException {
        world.shop.newShop.suffer(
                ShopFault.slow(NOISE.delay().multipliedBy(3), NOISE.jitter().multipliedBy(3)));

        awaitRollback("the plan: ", " for 5 s, allowed 2 times that before the cutover");

        assertNothingLost();
    }

    @Test
    void anAnswerThatIsNotTheExpectedOneRollsBack() throws IOException, InterruptedException {
        watched = "orders stand still";
        try {
            awaitRollback("the plan: GET http://127.0.0.1:", "");
        } finally {
            watched = "all is well";
        }
        assertNothingLost();
    }

    @Test
    void aProgramThatSaysNoRollsBack() throws IOException, InterruptedException {
        Path ill = Files.createFile(world.shop.plan.resolveSibling("ill"));
        try {
            awaitRollback("the plan: Run test ! -e ill: exit status 1 for 5 s", "");
        } finally {
            Files.delete(ill);
        }
        assertNothingLost();
    }

    @Test
    void aStreamThatStopsClosesTheWayBackSoPeopleAreAsked() throws IOException, InterruptedException {
        oldLink.cut();
        try {
            await("paused");
            assertThat(observation().path("question").asText())
                    .startsWith("lag of the way back of ")
                    .contains(" for 5 s, allowed 2 s; it could not be rolled back: ");
        } finally {
            oldLink.mend();
        }
        // the plan tries again for as long as the lag lasts, so it may be faster
        Eventually.eventually("it is rolled back", PATIENCE, () -> {
            JsonNode moved = world.shop.move("rollback");
            return moved.path("outcome").asText().equals("done")
                    || world.shop.status().path("owner").asText().equals("source");
        });
        Eventually.eventually(
                "the observation has ended",
                PATIENCE,
                () -> last("observations").path("end").asText().equals("rolled_back"));
        assertThat(last("observations").path("because").asText())
                .matches("asked for by .*|the plan: lag of the way back of .*");
        assertNothingLost();
    }

    @Test
    void noRequestsAreAskedAboutAlsoByABaileyThatWasKilled() throws IOException, InterruptedException {
        Instant since = Instant.parse(last("flips").path("at").asText(Instant.EPOCH.toString()));
        load.pause();
        try {
            bailey.kill();
            bailey = world.ready("");
            world.awaitJoined("edge");

            await("paused");
            String asked = "nothing is known of \"error rate above 0.1 % for 5 s\"";
            if (!observation().path("question").asText().contains(asked)) {
                // on a busy machine others have not answered yet either, and are asked about first
                assertThat(world.shop.goOn("it is busy").path("outcome").asText())
                        .isEqualTo("done");
                await("paused");
            }

            JsonNode observation = observation();
            assertThat(observation.path("question").asText()).contains(asked);
            assertThat(Instant.parse(observation.path("since").asText())).isAfterOrEqualTo(since);
            assertThat(world.shop.goOn("a quiet night").path("outcome").asText())
                    .isEqualTo("done");
        } finally {
            load.resume();
        }
        await("settled");

        JsonNode questions = last("observations").path("questions");
        JsonNode question = questions.path(questions.size() - 1);
        assertThat(question.path("reason").asText()).isEqualTo("a quiet night");
        assertNothingLost();
        comeBack();
        awaitBaseline();
    }

    private static void awaitRollback(String begin, String end) throws IOException, InterruptedException {
        JsonNode[] seen = new JsonNode[1];
        try {
            Eventually.eventually("the plan rolls back", PATIENCE, () -> {
                JsonNode status = world.shop.status();
                seen[0] = status.path("observation").isObject() ? status.path("observation") : seen[0];
                return status.path("owner").asText().equals("source");
            });
        } catch (AssertionError late) {
            throw new AssertionError("last seen was " + seen[0], late);
        }
        String by = world.shop
                .status()
                .path("flips")
                .get(world.shop.status().path("flips").size() - 1)
                .path("by")
                .asText();
        assertThat(by).startsWith(begin).endsWith(end);
        Eventually.eventually(
                "the observation has ended",
                PATIENCE,
                () -> last("observations").path("because").asText().equals(by));
    }

    private static void await(String state) {
        JsonNode[] seen = new JsonNode[1];
        try {
            Eventually.eventually("the observation is " + state, PATIENCE, () -> {
                seen[0] = observation();
                return seen[0].path("state").asText().equals(state);
            });
        } catch (AssertionError late) {
            throw new AssertionError("last seen was " + seen[0], late);
        }
    }

    private static JsonNode observation() throws IOException, InterruptedException {
        return world.shop.status().path("observation");
    }

    private static JsonNode last(String list) throws IOException, InterruptedException {
        JsonNode all = world.shop.report().path(list);
        return all.path(all.size() - 1);
    }

    private static void assertNothingLost() throws IOException, InterruptedException {
        load.pause();
        CheckResult result = world.shop.check(world.shop.status().path("owner").asText());
        load.resume();

        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.acknowledged()).isPositive();
    }
}
