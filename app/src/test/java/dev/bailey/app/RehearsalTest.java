package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is rehearsed in another environment, and the run rests on that. */
class RehearsalTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String GATE = "rehearsals";

    /** Moves whose pause is held against the forecast, an even number; one in twenty may lie outside. */
    private static final int RUNS = Integer.getInteger("bailey.runs", 2);

    @TempDir
    private Path folder;

    @Test
    void threeGreenRehearsalsOpenTheGateAndAnotherPlanOrSchemaClosesIt()
            throws SQLException, IOException, InterruptedException {
        try (CrossingWorld real = world("real")) {
            real.plan("rehearsals: { required: 3, within: 14d }\n");
            rehearse(real, "first");
            rehearse(real, "second");
            try (BaileyProcess bailey = real.run("")) {
                CrossingWorld.awaitReady(bailey);
                assertThat(gate(real).path("because").asText())
                        .startsWith("2 of 3 green rehearsals of this plan within 14 days; begin one");
            }
            rehearse(real, "third");
            assertThat(command(real, 0, "check", real.plan.toString()))
                    .containsPattern("forecast: a cutover holds writes .+ to .+ \\(by 3 rehearsals of this plan\\)");
            String json = command(real, 0, "check", real.plan.toString(), "--json");
            JsonNode foreseen = new ObjectMapper()
                    .readTree(json.substring(json.indexOf("{\n")))
                    .path("forecast");
            assertThat(foreseen.path("rehearsals").asInt()).isEqualTo(3);
            for (String figure : List.of("pauseMillis", "totalMillis")) {
                assertThat(foreseen.path(figure).path("low").asLong())
                        .as(figure)
                        .isPositive()
                        .isLessThanOrEqualTo(foreseen.path(figure).path("high").asLong());
            }

            List<String> pauses = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                try (BaileyProcess bailey = real.run("");
                        ShopLoad load = loaded(real, bailey, run)) {
                    CrossingWorld.awaitReady(bailey);
                    JsonNode range = real.status().path("forecast").path("pauseMillis");
                    assertThat(range.path("low").asLong()).isPositive();
                    long pause = cross(real, run % 2 == 0 ? "cutover" : "rollback");
                    boolean foretold = pause >= range.path("low").asLong()
                            && pause <= range.path("high").asLong();
                    pauses.add(pause + (foretold ? " in " : " OUT OF ") + range);
                    load.stop();
                }
            }
            if (RUNS >= 10) {
                assertThat(pauses)
                        .filteredOn(pause -> pause.contains(" in "))
                        .as(() -> String.join("; ", pauses))
                        .hasSizeGreaterThanOrEqualTo(RUNS * 9 / 10);
            }
            try (BaileyProcess bailey = real.run("")) {
                CrossingWorld.awaitReady(bailey);
                onBoth(real, "ALTER TABLE products ADD COLUMN note text");
                awaitClosed(real, "the schema of the source is another: shop: public.products.note is new");
                onBoth(real, "ALTER TABLE products DROP COLUMN note");
                Eventually.eventually(
                        "the gate opens", LIMIT, () -> gate(real).path("open").asBoolean());
            }
            Files.writeString(real.plan, Files.readString(real.plan).replace("lag: 5s", "lag: 6s"));
            try (BaileyProcess bailey = real.run("")) {
                CrossingWorld.awaitReady(bailey);
                awaitClosed(real, "the plan is another: cutover.lag has changed");
            }
        }
    }

    @Test
    void aSurpriseKeepsARehearsalFromCountingUntilItIsClosedWithASentence()
            throws SQLException, IOException, InterruptedException {
        try (CrossingWorld real = world("real");
                CrossingWorld stage = world("stage")) {
            real.plan("""
                    rehearsals: { required: 1, within: 14d }
                    steps:
                      - { name: shy, phase: validate, command: [test, -f, allowed], no_undo: it only looks }
                    """);
            Path env = environment(real, stage);
            try (BaileyProcess rehearsal =
                    real.bailey(Map.of(), "rehearse", real.plan.toString(), "--env", env.toString())) {
                rehearsal.awaitLine("it waits", LIMIT, line -> line.contains("bailey again shy"));
                Files.createFile(real.plan.resolveSibling("allowed"));
                assertThat(command(real, 0, "again", "shy", "--rehearsal", "--plan", real.plan.toString()))
                        .contains("is done again");
                assertThat(rehearsal.awaitExit(LIMIT))
                        .as(() -> String.join("\n", rehearsal.output()))
                        .contains(1);
                assertThat(String.join("\n", rehearsal.output())).contains("1.1  step shy failed: ");
            }

            command(real, 2, "rehearsals", real.plan.toString(), "--close", "1.1");
            command(
                    real,
                    0,
                    "rehearsals",
                    real.plan.toString(),
                    "--close",
                    "1.1",
                    "--because",
                    "the file is made by hand");

            assertThat(command(real, 0, "rehearsals", real.plan.toString()))
                    .contains("rehearsal 1 of ", ": green", "closed: the file is made by hand (");
        }
    }

    private CrossingWorld world(String name) throws SQLException, IOException {
        return new CrossingWorld(Files.createDirectories(folder.resolve(name)), "{ lag: 5s }");
    }

    /** One that goes well, under load. */
    private void rehearse(CrossingWorld real, String name) throws SQLException, IOException, InterruptedException {
        try (CrossingWorld stage = world(name);
                BaileyProcess rehearsal = real.bailey(
                        Map.of(),
                        "rehearse",
                        real.plan.toString(),
                        "--env",
                        environment(real, stage).toString());
                ShopLoad load = loaded(stage, rehearsal, /* seed= */ 1)) {
            assertThat(rehearsal.awaitExit(LIMIT))
                    .as(() -> String.join("\n", rehearsal.output()))
                    .contains(0);
            load.stop();
        }
    }

    private static ShopLoad loaded(CrossingWorld world, BaileyProcess bailey, long seed) throws InterruptedException {
        CrossingWorld.awaitRouter(bailey);
        return world.load(seed);
    }

    /** The addresses of another world, as people write them down. */
    private static Path environment(CrossingWorld real, CrossingWorld stage) throws IOException {
        JsonNode plan = YamlReading.read(Files.readString(stage.plan)).root();
        JsonNode store = plan.path("stores").path("shop");
        JsonNode web = plan.path("services").path("web");
        return Files.writeString(real.plan.resolveSibling("rehearsal.yaml"), """
                stores: { shop: { source: "%s", target: "%s" } }
                services: { web: { listen: "%s", source: "%s", target: "%s" } }
                """.formatted(
                        store.path("source").asText(),
                        store.path("target").asText(),
                        web.path("listen").asText(),
                        web.path("source").asText(),
                        web.path("target").asText()));
    }

    private static long cross(CrossingWorld world, String move) {
        JsonNode[] answer = new JsonNode[1];
        Eventually.eventually("it moves", LIMIT, () -> {
            answer[0] = world.move(move);
            return answer[0].path("outcome").asText().equals("done");
        });
        return answer[0].path("flip").path("pauseMillis").asLong();
    }

    private static JsonNode gate(CrossingWorld world) throws IOException, InterruptedException {
        for (JsonNode gate : world.status().path("gates")) {
            if (gate.path("name").asText().equals(GATE)) {
                return gate;
            }
        }
        throw new AssertionError("there is no gate " + GATE);
    }

    private static void awaitClosed(CrossingWorld world, String because) {
        Eventually.eventually(
                "the gate closes because " + because,
                LIMIT,
                () -> gate(world).path("because").asText().contains(because));
    }

    private static void onBoth(CrossingWorld world, String statement) throws SQLException {
        for (Connection side : new Connection[] {world.connectNew(), world.connectOld()}) {
            try (side;
                    Statement made = side.createStatement()) {
                made.execute(statement);
            }
        }
    }

    private static String command(CrossingWorld world, int exit, String... arguments) {
        CommandHere command = world.command(Map.of(), arguments);
        assertThat(command.exit()).as(command.said()).isEqualTo(exit);
        return command.said();
    }
}
