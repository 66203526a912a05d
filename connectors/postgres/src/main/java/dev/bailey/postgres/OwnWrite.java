package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What sets Bailey's writing sessions apart, and marks their transactions as Bailey's. */
final class OwnWrite {

    private OwnWrite() {}

    /**
     * A session without triggers and foreign keys, which the guard lets pass, and in which names inside functions of
     * the application resolve as its owner meant.
     */
    static Connection session(PostgresConnections connections, Duration silenceMax) {
        Connection session = connections.open(silenceMax);
        try (Statement statement = session.createStatement()) {
            statement.execute("SET session_replication_role = replica; RESET search_path");
            return session;
        } catch (SQLException e) {
            PostgresConnections.discard(session);
            if (PostgresProblems.kind(e.getSQLState()) == Kind.DENIED) {
                throw new Problem(
                        Kind.DENIED,
                        "the user may not switch triggers off at " + connections.where()
                                + "; as a superuser run: GRANT SET ON PARAMETER session_replication_role TO <user>",
                        e);
            }
            throw connections.problem("preparing a session that writes", e);
        }
    }

    /**
     * To be called first in a transaction that applies no stream: its first change is then to the table of checkpoints.
     * The row is gone again at once, and named after its own process, so that no two ever wait for each other.
     */
    static void announce(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("""
                    INSERT INTO bailey.checkpoint (stream, position, counter, applying, mark)
                    VALUES ('own ' || pg_backend_pid(), '', 1, false, '');
                    DELETE FROM bailey.checkpoint WHERE stream = 'own ' || pg_backend_pid()""");
        }
    }
}
