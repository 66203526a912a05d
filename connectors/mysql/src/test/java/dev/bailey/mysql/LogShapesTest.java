package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Column;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Problem;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log describes a table as it was when a change was made, while the catalog may be ahead of it. */
class LogShapesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(Engine.class)
    void changesFromBeforeATableWasAlteredHaveTheColumnsOfThen(Engine engine) throws SQLException {
        MysqlConnections connections = side(Servers.source(engine));
        ChangeLog log = MysqlDatabase.of(connections).log();
        log.create("shapes", List.of());
        run(
                connections,
                "INSERT INTO note VALUES (1, 'one', 10)",
                "ALTER TABLE note ADD COLUMN more bigint NULL FIRST",
                "INSERT INTO note VALUES (20, 2, 'two', 10)",
                "ALTER TABLE note DROP COLUMN words",
                "INSERT INTO note VALUES (30, 3, 10)",
                "ALTER TABLE note MODIFY number varchar(20)",
                "UPDATE note SET number = 'ten' WHERE id = 3");

        List<Change> changes = changes(log);

        assertThat(changes)
                .extracting(change ->
                        change.table().columns().stream().map(Column::name).toList())
                .containsExactly(
                        List.of("id", "words", "number"),
                        List.of("more", "id", "words", "number"),
                        List.of("more", "id", "number"),
                        List.of("more", "id", "number"));
        assertThat(((Change.Insert) changes.get(1)).row()).hasToString("20, 2, two, 10");
        assertThat(((Change.Update) changes.get(3)).row()).hasToString("30, 3, ten");
        assertThat(((Change.Update) changes.get(3)).key()).hasToString("3");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void withoutNamesInTheLogWhatIsFromBeforeIsRefused(Engine engine) throws SQLException {
        Servers.require(engine);
        Map<String, String> minimal = Map.of("binlog-row-metadata", "MINIMAL");
        try (BinlogServer server =
                engine == Engine.MARIADB ? MariaDbServer.start(minimal) : MySqlServer.start(minimal)) {
            MysqlConnections connections = side(server);
            ChangeLog log = MysqlDatabase.of(connections).log();
            log.create("shapes", List.of());
            run(connections, "INSERT INTO note VALUES (1, 'one', 10)");
            assertThat(changes(log)).hasSize(1);

            run(connections, "ALTER TABLE note ADD COLUMN more bigint NULL FIRST");

            assertThatThrownBy(() -> changes(log))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MISFIT))
                    .hasMessageContaining("binlog_row_metadata is MINIMAL");
        }
    }

    private static MysqlConnections side(BinlogServer server) throws SQLException {
        MysqlConnections connections = new MysqlConnections(server.createDatabase(BinlogServer.freshName()));
        connections.call("installing", session -> {
            connections.own().install(session);
            return connections;
        });
        run(connections, "CREATE TABLE note (id int PRIMARY KEY, words varchar(100), number int)");
        return connections;
    }

    private static void run(MysqlConnections connections, String... statements) throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** All that the stream holds up to now; nothing is confirmed. */
    private static List<Change> changes(ChangeLog log) {
        String end = "end " + System.nanoTime();
        log.mark(end);
        List<Change> changes = new ArrayList<>();
        try (LogReader reader = log.read("shapes")) {
            while (true) {
                LogEvent event = reader.next(SOON);
                if (event instanceof LogEvent.Changed changed) {
                    changes.add(changed.change());
                } else if (event instanceof LogEvent.Marked marked
                        && marked.mark().equals(end)) {
                    return changes;
                } else if (event == null) {
                    throw new AssertionError("nothing came within " + SOON);
                }
            }
        }
    }
}
