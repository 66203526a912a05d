package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.People;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People decide about a cutover, each with a token of their own. */
class ApprovalRunTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String ANA = People.makeToken();
    private static final String BEN = People.makeToken();

    @TempDir
    private Path folder;

    @Test
    void twoPeopleApproveWhatTheySawAsLongAsItIsSoAndAThirdMoves()
            throws SQLException, IOException, InterruptedException {
        try (CrossingWorld world = world();
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            assertThat(approve(world, "", 2, "--reason", "I run it", "--evidence", hash(world)))
                    .contains("only a person approves, with a token of their own");
            assertThat(approve(world, ANA, 1, "--reason", "all is green", "--evidence", "0".repeat(64)))
                    .contains("the evidence is not the one that ana saw");

            approve(
                    world,
                    ANA,
                    0,
                    "--reason",
                    "all is green",
                    "--evidence",
                    hash(world).substring(0, 12));
            assertThat(approve(world, ANA, 1, "--reason", "twice", "--evidence", hash(world)))
                    .contains("ana has approved go_no_go already");
            approve(world, BEN, 0, "--reason", "support is asleep", "--no");
            assertThat(closed(world))
                    .contains(
                            "1 of 2 approvals of go_no_go: ana (all is green) at ",
                            "refused by ben (support is asleep)");
            approve(world, BEN, 0, "--reason", "they woke up", "--take-back");
            approve(world, BEN, 0, "--reason", "support is there", "--evidence", hash(world));
            awaitOpen(world);

            onBoth(world, "ALTER TABLE products ADD COLUMN note text");
            Eventually.eventually(
                    "the approvals do not count any more",
                    LIMIT,
                    () -> closed(world)
                            .contains("does not count any more: what it was about changed: no longer \"the schema of"));
            onBoth(world, "ALTER TABLE products DROP COLUMN note");
            awaitOpen(world);

            assertThat(command(world, ANA, 1, "cutover", "--plan", world.plan.toString()))
                    .contains("ana approved go_no_go, and who approves a move does not make it");
            assertThat(command(world, "", 0, "cutover", "--plan", world.plan.toString()))
                    .contains("cutover of everyone done");

            command(world, "", 0, "rollback", "--plan", world.plan.toString());
            Eventually.eventually(
                    "the next move is to be approved anew",
                    LIMIT,
                    () -> closed(world).contains("does not count any more: what it was about changed"));
        }
        Path journal = journal();
        assertThat(Journal.read(journal).toString()).contains("all is green", "support is there");
        assertThat(bytes(journal) + bytes(journal.resolveSibling("journal.db-wal")))
                .doesNotContain(ANA, BEN);
    }

    private CrossingWorld world() throws SQLException, IOException {
        CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }");
        world.plan("""
                people:
                  ana: { token_sha256: %s }
                  ben: { token_sha256: %s }
                approvals: { go_no_go: { by: 2 } }
                """.formatted(People.hashOf(ANA), People.hashOf(BEN)));
        return world;
    }

    private Path journal() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("journal.db")).findFirst().orElseThrow();
        }
    }

    private static String bytes(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    /** Of the evidence as it is shown now. */
    private static String hash(CrossingWorld world) {
        String shown = command(world, "", 0, "approve", "go_no_go", "--plan", world.plan.toString());
        return shown.lines()
                .filter(line -> line.startsWith("evidence "))
                .findFirst()
                .map(line -> line.substring("evidence ".length()))
                .orElseThrow();
    }

    private static String approve(CrossingWorld world, String token, int exit, String... more) {
        List<String> arguments = new ArrayList<>(List.of("approve", "go_no_go", "--plan", world.plan.toString()));
        arguments.addAll(List.of(more));
        return command(world, token, exit, arguments.toArray(String[]::new));
    }

    private static String command(CrossingWorld world, String token, int exit, String... arguments) {
        Map<String, String> environment = token.isEmpty() ? Map.of() : Map.of("BAILEY_TOKEN", token);
        CommandHere command = world.command(environment, arguments);
        assertThat(command.exit()).as(command.said()).isEqualTo(exit);
        return command.said();
    }

    /** Why the approval's gate is closed; empty when it is open. */
    private static String closed(CrossingWorld world) throws IOException, InterruptedException {
        for (JsonNode gate : world.status().path("gates")) {
            if (gate.path("name").asText().equals("approval go_no_go")) {
                return gate.path("because").asText();
            }
        }
        throw new AssertionError("there is no such gate");
    }

    private static void awaitOpen(CrossingWorld world) {
        Eventually.eventually("the gate opens", LIMIT, () -> closed(world).isEmpty());
    }

    private static void onBoth(CrossingWorld world, String statement) throws SQLException {
        for (Connection side : List.of(world.connectNew(), world.connectOld())) {
            try (side;
                    Statement made = side.createStatement()) {
                made.execute(statement);
            }
        }
    }
}
