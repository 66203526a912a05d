package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Replication origins under which Bailey's sessions write, so that a server of version 16 or later can leave their
 * transactions out of the stream of the other direction. It spares work and nothing else: who wrote a transaction is
 * known by its first change ({@link OwnWrite#announce}), so a session may be without an origin.
 */
final class OwnOrigin {

    private static final String TAKE = Resources.text("own-origin.sql");

    /** Only all origins can be left out at once, so there must be none of somebody else. */
    private static final String CAN_BE_LEFT_OUT = """
            SELECT current_setting('server_version_num')::int >= 160000
                AND NOT EXISTS (SELECT FROM pg_replication_origin WHERE NOT starts_with(roname, 'bailey_own_'))""";

    private OwnOrigin() {}

    /** Takes one that no other session has, if the server can use it, has room for it, and lets this user. */
    static void take(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(TAKE);
        }
    }

    static boolean canBeLeftOut(PostgresConnections connections) {
        return connections.call("looking at replication origins", session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(CAN_BE_LEFT_OUT)) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }
}
