package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is true of the servers of both engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BinlogServerStory {

    private final BinlogServer server;
    private final String database = BinlogServer.freshName();

    BinlogServerStory(BinlogServer server) {
        this.server = server;
        server.createDatabase(database);
    }

    abstract BinlogServer start(Map<String, String> options);

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void aServerComesBackWithWhatItKept() throws SQLException {
        server.execute(database, "CREATE TABLE kept (id int PRIMARY KEY)", "INSERT INTO kept VALUES (1)");
        server.crash();
        assertThat(server.isAlive()).isFalse();
        server.startAgain();
        server.execute(database, "INSERT INTO kept VALUES (2)");
        server.stop();
        server.startAgain();

        assertThat(text(server, BinlogServer.APPLICATION, "SELECT count(*) FROM kept"))
                .isEqualTo("2");
    }

    @Test
    void theBinlogHoldsWholeRows() throws SQLException {
        assertThat(text(server, BinlogServer.BAILEY, "SELECT concat(@@binlog_format, @@binlog_row_image)"))
                .isEqualTo("ROWFULL");
        assertThat(text(server, BinlogServer.BAILEY, "SELECT @@binlog_row_metadata"))
                .isEqualTo("FULL");
    }

    @Test
    void baileyMayReadTheBinlogButNotStopTheServer() throws SQLException {
        assertThat(text(server, BinlogServer.BAILEY, "SHOW MASTER STATUS")).startsWith("binlog.");
        assertThatThrownBy(() -> text(server, BinlogServer.BAILEY, "SHUTDOWN")).isInstanceOf(SQLException.class);
    }

    @Test
    void baileysRightsAreThoseOfThePageForPeople() throws IOException, SQLException {
        server.createDatabase("shop");
        for (String statement : rights()) {
            server.execute("", statement.replace("'bailey'@", "'reader'@"));
        }

        assertThat(grants("reader").map(grant -> grant.replace("reader", BinlogServer.BAILEY)))
                .containsAll(grants(BinlogServer.BAILEY)
                        .filter(grant -> grant.contains("*.*") || grant.contains("shop"))
                        .toList());
    }

    /** What docs/mysql.md lists for this engine. */
    private List<String> rights() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "mysql.md"));
        String section = page.substring(page.indexOf("\n## Rights\n"), page.indexOf("\n## What is carried\n"));
        String others = server instanceof MariaDbServer ? ".*-- MySQL only.*" : ".*-- MariaDB only.*";
        return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(section)
                .results()
                .flatMap(block -> Stream.of(block.group(1)
                        .replaceAll(others, "")
                        .replaceAll("--.*", "")
                        .split(";", -1)))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private Stream<String> grants(String user) throws SQLException {
        List<String> grants = new ArrayList<>();
        try (Connection connection = server.connect("", BinlogServer.ADMINISTRATOR);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GRANTS FOR '" + user + "'@'%'")) {
            while (rows.next()) {
                grants.add(rows.getString(1));
            }
        }
        return grants.stream();
    }

    @Test
    void theApplicationOwnsItsDatabaseAndSeesNoOther() throws SQLException {
        String other = BinlogServer.freshName();
        server.execute("", "CREATE DATABASE " + other);

        assertThat(text(server, BinlogServer.APPLICATION, "SELECT database()")).isEqualTo(database);
        assertThatThrownBy(() -> server.connect(other)).hasMessageContaining("denied");
    }

    @Test
    void aServerStartsWithOptionsOfItsOwn() throws SQLException {
        try (BinlogServer odd = start(Map.of("binlog_format", "STATEMENT"));
                BinlogServer silent = start(Map.of("skip-log-bin", ""))) {
            odd.createDatabase(database);
            silent.createDatabase(database);

            assertThat(text(odd, BinlogServer.BAILEY, "SELECT @@binlog_format")).isEqualTo("STATEMENT");
            assertThat(text(silent, BinlogServer.BAILEY, "SELECT @@log_bin")).isEqualTo("0");
            assertThat(text(odd, BinlogServer.BAILEY, "SELECT @@server_id"))
                    .isNotEqualTo(text(silent, BinlogServer.BAILEY, "SELECT @@server_id"));
        }
    }

    final BinlogServer server() {
        return server;
    }

    final String text(BinlogServer server, String user, String query) throws SQLException {
        try (Connection connection = server.connect(database, user);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
