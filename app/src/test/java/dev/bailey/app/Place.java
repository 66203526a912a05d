package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.DocumentedDatabase.Right;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A database of a shop's, and who comes to it.
 *
 * @param url as the plan states it
 * @param user Bailey's
 * @param application the shop's user
 * @param bare whether Bailey's user cannot switch triggers off
 */
record Place(PostgresServer server, String database, String url, String user, String application, boolean bare) {

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

    /** The same, reached by Bailey through this port. */
    Place through(int port) {
        return new Place(server, database, url.replaceFirst(":\\d+/", ":" + port + "/"), user, application, bare);
    }

    /** Gives what Bailey made here to the application's role, if that is another than Bailey's. */
    void handOver() {
        if (!application.equals(user)) {
            new DocumentedDatabase(server, database, user, application).handOver();
        }
    }

    /** Connects as the shop does. */
    Connection connect() throws SQLException {
        return server.connect(database, application);
    }
}
