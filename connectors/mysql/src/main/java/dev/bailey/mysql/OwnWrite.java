package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What sets Bailey's writing sessions apart, and marks their transactions as Bailey's. */
final class OwnWrite {

    private OwnWrite() {}

    /** A session, not in autocommit, in which foreign keys are not looked at. */
    static Connection session(MysqlConnections connections, Duration silenceMax) {
        Connection session = connections.open(silenceMax);
        try {
            run(session, "SET SESSION foreign_key_checks = 0");
            session.setAutoCommit(false);
            return session;
        } catch (SQLException e) {
            MysqlConnections.discard(session);
            throw connections.problem("preparing a session that writes", e);
        }
    }

    /**
     * A session that loads what is copied: where the database's address says so, what it writes is not in the server's
     * log. Nobody but replicas would miss it, for Bailey passes over what it wrote itself.
     */
    static Connection loading(MysqlConnections connections, Duration silenceMax) {
        Connection session = session(connections, silenceMax);
        try {
            if (!connections.url().logsCopies()) {
                run(session, "SET SESSION sql_log_bin = 0");
            }
            return session;
        } catch (SQLException e) {
            MysqlConnections.discard(session);
            throw connections.problem("leaving a copy out of the log", e);
        }
    }

    /**
     * To be called first in a transaction that applies no stream: its first change is then to the table of checkpoints.
     * The row is gone again at once, and named after its own session, so that no two ever wait for each other.
     */
    static void announce(Connection session, OwnSchema own) throws SQLException {
        String checkpoint = own.table("checkpoint");
        run(
                session,
                "INSERT INTO " + checkpoint + " (stream, position, counter, applying, mark)"
                        + " VALUES (CONCAT('own ', CONNECTION_ID()), '', 1, FALSE, '')");
        run(session, "DELETE FROM " + checkpoint + " WHERE stream = CONCAT('own ', CONNECTION_ID())");
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
