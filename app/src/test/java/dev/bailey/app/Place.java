package dev.bailey.app;

import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A database of a shop's, and who comes to it.
 *
 * @param url as the plan states it, for Bailey's user
 * @param application the shop's user
 */
record Place(PostgresServer server, String database, String url, String application) {

    /** A fresh database, which all use as superuser. */
    static Place of(PostgresServer server) {
        String database = server.createDatabase();
        return new Place(server, database, server.url(database), "postgres");
    }

    static Place of(DocumentedDatabase documented) {
        return new Place(documented.server(), documented.name(), documented.url(), documented.owner());
    }

    /** The same, reached by Bailey through this port. */
    Place through(int port) {
        return new Place(server, database, url.replaceFirst(":\\d+/", ":" + port + "/"), application);
    }

    /** Connects as the shop does. */
    Connection connect() throws SQLException {
        return server.connect(database, application);
    }
}
