package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Column;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database of its own with two tables, guarded and open at first. */
final class GuardedSide implements AutoCloseable {

    static final Table ORDERS = table("orders");
    static final Table EVENTS_1 = table("events_1");

    final PostgresServer server;
    final String database;
    final PostgresGuard guard;
    private final PostgresConnections connections;

    GuardedSide(Version version) {
        server = SharedServers.of(version);
        database = server.createDatabase();
        server.execute(
                database,
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders VALUES (1, 'first')",
                "CREATE TABLE events (id int, day int, PRIMARY KEY (id, day)) PARTITION BY LIST (day)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)");
        connections = new PostgresConnections(server.url(database));
        guard = new PostgresGuard(connections);
        guard.install(List.of(ORDERS, EVENTS_1), GuardState.open(0));
    }

    void shut() {
        assertThat(guard.move(GuardState.open(0), GuardState.shut(1))).isTrue();
    }

    Connection connect() throws SQLException {
        return server.connect(database);
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, statements);
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String text(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks again until the answer is as expected, at most a few thousand times. */
    void until(String query, String expected) {
        for (int i = 0; i < 3000; i++) {
            if (text(query).equals(expected)) {
                return;
            }
        }
        throw new AssertionError(query + " never said " + expected);
    }

    static Table table(String name) {
        return new Table(
                new TableId("public", name),
                List.of(new Column("id", "integer", /* key= */ true, /* generated= */ false)));
    }

    @Override
    public void close() {
        connections.close();
    }
}
