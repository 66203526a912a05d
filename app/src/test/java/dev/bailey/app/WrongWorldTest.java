package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A world that is not as the plan says: one clear message, the right exit code, and nothing touched. */
class WrongWorldTest {

    @TempDir
    private Path folder;

    private static PostgresServer server;
    private static PostgresServer undecodable;
    private String source = "";
    private String target = "";

    @BeforeAll
    static void startServers() {
        server = PostgresServer.start(PostgresServer.Version.NEWER);
        undecodable = PostgresServer.start(PostgresServer.Version.OLDER, Map.of("wal_level", "replica"));
        server.execute("postgres", "CREATE ROLE plain LOGIN PASSWORD 'plain'");
    }

    @AfterAll
    static void stopServers() {
        undecodable.close();
        server.close();
    }

    @BeforeEach
    void createDatabases() {
        source = server.createDatabase();
        target = server.createDatabase();
        server.execute(
                source, "CREATE TABLE thing (id int PRIMARY KEY, name text)", "INSERT INTO thing VALUES (1, 'a')");
    }

    @Test
    void anUnreachableServerIsNamed() throws IOException {
        int nobody = FreePort.next();

        Outcome outcome =
                run("postgresql://u:secret-word@127.0.0.1:" + nobody + "/shop", server.url(target), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("127.0.0.1:" + nobody).doesNotContain("secret-word");
    }

    @Test
    void anUnknownUserIsNamed() throws IOException {
        String url = "postgresql://stranger:secret-word@127.0.0.1:" + server.port() + "/" + source;

        Outcome outcome = run(url, server.url(target), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("stranger").doesNotContain("secret-word");
    }

    @Test
    void missingRightsAreListedTogetherAndNothingIsMade() throws IOException, SQLException {
        String url = "postgresql://plain:plain@127.0.0.1:" + server.port() + "/" + source;

        Outcome outcome = run(url, server.url(target), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("REPLICATION").contains("pg_read_all_stats");
        assertThat(one(source, "SELECT count(*) FROM pg_namespace WHERE nspname = 'bailey'"))
                .isZero();
    }

    @Test
    void aLogThatCannotBeDecodedIsSaidToBeSo() throws IOException {
        String there = undecodable.createDatabase();
        undecodable.execute(there, "CREATE TABLE thing (id int PRIMARY KEY, name text)");

        Outcome outcome = run(undecodable.url(there), server.url(target), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("wal_level");
    }

    @Test
    void aTableWithoutAKeyIsRefusedBeforeAnythingIsStartedOnTheSource() throws IOException, SQLException {
        server.execute(source, "CREATE TABLE keyless (name text)");

        Outcome outcome = run(server.url(source), server.url(target), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("keyless").contains("primary key");
        assertThat(one(source, "SELECT count(*) FROM pg_publication")).isZero();
        assertThat(one(source, "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isZero();
        server.execute(
                source, "INSERT INTO keyless VALUES ('still written')", "UPDATE keyless SET name = 'and updated'");
    }

    @Test
    void aTargetThatHoldsRowsOfSomebodyElseIsLeftAlone() throws IOException, SQLException {
        server.execute(
                target, "CREATE TABLE thing (id int PRIMARY KEY, name text)", "INSERT INTO thing VALUES (7, 'theirs')");

        Outcome outcome = run(server.url(source), server.url(target), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("public.thing").contains("rows that Bailey did not copy");
        assertThat(one(target, "SELECT id FROM thing")).isEqualTo(7);
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome outcome = run(server.url(source), server.url(target), taken.getLocalPort());

            assertThat(outcome.exit).isEqualTo(3);
            assertThat(outcome.err).contains("127.0.0.1:" + taken.getLocalPort() + " (Address already in use): ");
        }
    }

    @Test
    void aPatternThatMatchesNothingIsNamed() throws IOException {
        Outcome outcome = run(server.url(target), server.url(source), FreePort.next());

        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).contains("no table").contains("public.*");
    }

    private record Outcome(int exit, String err) {}

    private Outcome run(String sourceUrl, String targetUrl, int port) throws IOException {
        Path plan = Files.writeString(folder.resolve("migration.yaml"), """
                migration: wrong
                stores:
                  things:
                    engine: postgresql
                    source: %s
                    target: %s
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: http://127.0.0.1:1
                    target: http://127.0.0.1:2
                """.formatted(sourceUrl, targetUrl, port));
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                new PrintWriter(new StringWriter()), new PrintWriter(err), folder, Map.of(), "somebody", false);
        int exit = Main.execute(shell, new LiveWiring(), "run", plan.toString());
        return new Outcome(exit, err.toString());
    }

    private static int one(String database, String query) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
