package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Replication origins under which Bailey's sessions write, so that a server of version 16 or later can leave their
 * transactions out of the stream of the other direction. It spares work and nothing else: who wrote a transaction is
 * known by its first change ({@link OwnWrite#announce}), so a session may be without an origin.
 */
final class OwnOrigin {

    private static final String TAKE = Resources.text("own-origin.sql");
    private static final String DROP = Resources.text("drop-origins.sql");

    /** A session that was just closed still has its origin for a moment; one in use after this is somebody else's. */
    private static final int DROPS_MAX = 20;

    private static final long DROP_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final String LEFT =
            "SELECT EXISTS (SELECT FROM pg_replication_origin WHERE starts_with(roname, 'bailey_own_'))";

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

    /** Removes those that no session has. */
    static void drop(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (int i = 0; i < DROPS_MAX && isLeft(statement); i++) {
                statement.execute(DROP);
                LockSupport.parkNanos(DROP_AGAIN_NANOS);
            }
        }
    }

    private static boolean isLeft(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(LEFT)) {
            row.next();
            return row.getBoolean(1);
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
