package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conflict in a running migration: what its people see, do, and leave behind. */
class ConflictRunTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SECRET = "ring-0-of-7";
    private static final String GATE = "conflicts of shop";

    @TempDir
    private Path folder;

    @Test
    void aPersonSeesTheConflictAndLetsTheSourceWinAndTheGateOpensOnceBothSidesAreEqual()
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }")) {
            run(
                    world.connectOld(),
                    "CREATE TABLE note (id int PRIMARY KEY, words text)",
                    "INSERT INTO note VALUES (1)");
            try (BaileyProcess bailey = world.run("")) {
                CrossingWorld.awaitReady(bailey);
                run(world.connectNew(), "SET session_replication_role = replica", "DELETE FROM note");
                run(world.connectOld(), "UPDATE note SET words = '" + SECRET + "'");
                Eventually.eventually(
                        "it halts",
                        LIMIT,
                        () -> forward(world).path("mode").asText().equals("halted"));

                assertThat(forward(world).path("failure").asText())
                        .contains("public.note", "the row to update is not there")
                        .doesNotContain(SECRET);
                Said listed = bailey("conflicts", "--plan", world.plan.toString());
                assertThat(listed.exit).isEqualTo(1);
                assertThat(listed.out)
                        .contains("shop/target/1", "halted, the stream waits", "words = '" + SECRET + "'");
                assertThat(bailey("conflicts", "--plan", world.plan.toString(), "--heal", "shop/target/9").exit)
                        .isEqualTo(1);

                Said healed = bailey("conflicts", "--plan", world.plan.toString(), "--heal", "shop/target/1");

                assertThat(healed.exit).as(healed.err).isZero();
                Eventually.eventually("the row came", LIMIT, () -> words(world).equals(SECRET));
                Eventually.eventually("the gate closes", LIMIT, () -> !isOpen(world));
                assertThat(gate(world).path("because").asText())
                        .startsWith("conflicts were healed on the target, the last is shop/target/2; somebody else");
                Said after = bailey("conflicts", "--plan", world.plan.toString());
                assertThat(after.exit).isZero();
                assertThat(after.out).contains("healed by ada", "halted, the stream has gone on since");
                world.verify();
                assertThat(isOpen(world)).isTrue();
                assertThat(String.join("\n", bailey.output())).contains("halts").doesNotContain(SECRET);
            }
            Path journalFile = world.state().api().resolveSibling("journal.db");
            String journal = Files.readString(journalFile, StandardCharsets.ISO_8859_1)
                    + Files.readString(journalFile.resolveSibling("journal.db-wal"), StandardCharsets.ISO_8859_1);
            assertThat(journal).contains("shop/target/1", "ada").doesNotContain(SECRET);
        }
    }

    private record Said(int exit, String out, String err) {}

    /** Runs a command in this process, as Ada. */
    private Said bailey(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell =
                new Shell(new PrintWriter(out), new PrintWriter(err), folder, Map.of(), "ada", /* terminal= */ false);
        int exit = Main.execute(shell, new LiveWiring(), arguments);
        shell.out().flush();
        shell.err().flush();
        return new Said(exit, out.toString(), err.toString());
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (session;
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String words(CrossingWorld world) throws SQLException {
        try (Connection session = world.connectNew();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT words FROM note")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static JsonNode forward(CrossingWorld world) throws IOException, InterruptedException {
        return world.status().at("/stores/0/forward");
    }

    private static JsonNode gate(CrossingWorld world) throws IOException, InterruptedException {
        for (JsonNode gate : world.status().path("gates")) {
            if (gate.path("name").asText().equals(GATE)) {
                return gate;
            }
        }
        throw new AssertionError("there is no gate " + GATE);
    }

    private static boolean isOpen(CrossingWorld world) throws IOException, InterruptedException {
        return gate(world).path("open").asBoolean();
    }
}
