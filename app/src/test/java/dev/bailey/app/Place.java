package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.DocumentedDatabase.Right;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A database of a shop's, and who comes to it.
 *
 * @param url as the plan states it
 * @param user Bailey's
 * @param application the shop's user
 * @param bare whether Bailey's user cannot switch triggers off
 */
record Place(PostgresServer server, String database, String url, String user, String application, boolean bare)
        implements ShopPlace {

    /**
     * A fresh database, which all use as superuser; {@code -Dbailey.right=GRANTED}, {@code LENT} or {@code NONE} gives
     * Bailey's user the documented rights instead, in every world.
     */
    static Place of(PostgresServer server, Side side) {
        String right = System.getProperty("bailey.right", "");
        if (!right.isEmpty()) {
            return documented(server, side, Right.valueOf(right));
        }
        String database = server.createDatabase();
        return new Place(server, database, server.url(database), "postgres", "postgres", /* bare= */ false);
    }

    /** A fresh database with users of their own for Bailey and the shop. */
    static Place documented(PostgresServer server, Side side, Right right) {
        DocumentedDatabase made = DocumentedDatabase.create(server, side, right);
        return new Place(server, made.name(), made.url(), made.user(), made.owner(), right == Right.NONE);
    }

    @Override
    public String engine() {
        return "postgresql";
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
    }

    @Override
    public String password() {
        return "postgres";
    }

    @Override
    public Place through(int port) {
        return new Place(server, database, url.replaceFirst(":\\d+/", ":" + port + "/"), user, application, bare);
    }

    /** Gives what Bailey made here to the application's role, if that is another than Bailey's. */
    void handOver() {
        if (!application.equals(user)) {
            new DocumentedDatabase(server, database, user, application).handOver();
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect(database, application);
    }

    @Override
    public void endSessions() {
        server.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    @Override
    public void dropStreams() {
        Eventually.eventually("nobody reads the streams any more", Duration.ofSeconds(30), () -> {
            try (Connection connection = server.connect(database);
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE database = current_database()");
                return true;
            } catch (SQLException stillRead) {
                return false;
            }
        });
    }
}
