package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** What sets Bailey's writing sessions apart, and marks their transactions as Bailey's. */
final class OwnWrite {

    /** Foreign keys that act all the same are looked at when the transaction ends, as the other side did. */
    static final String DEFER = "SET CONSTRAINTS ALL DEFERRED";

    private static final String SESSION = Resources.text("own-session.sql");
    private static final Duration CALL_MAX = Duration.ofMinutes(1);

    private OwnWrite() {}

    /**
     * A session in which neither triggers fire nor foreign keys act, the guard among them, and names inside functions
     * of the application resolve as its owner meant. Where the user has no right to that, the guard alone lets it pass:
     * what else there is must have been found harmless by {@link Obstacles}.
     */
    static Connection session(PostgresConnections connections, Duration silenceMax) {
        Connection session = connections.open(silenceMax);
        try (Statement statement = session.createStatement()) {
            statement.execute(SESSION);
            statement.execute("RESET search_path");
            OwnOrigin.take(session);
            return session;
        } catch (SQLException e) {
            PostgresConnections.discard(session);
            throw connections.problem("preparing a session that writes", e);
        }
    }

    /** Who logs in here, if that user cannot switch triggers off. Found by trying: versions and services differ. */
    static Optional<String> heldUser(PostgresConnections connections) {
        try (Connection session = session(connections, CALL_MAX);
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT session_user")) {
            row.next();
            return switchedTriggersOff(session) ? Optional.empty() : Optional.of(row.getString(1));
        } catch (SQLException e) {
            throw connections.problem("trying to switch triggers off", e);
        }
    }

    /** Whether neither triggers fire nor foreign keys act in a session that was made above. */
    static boolean switchedTriggersOff(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SHOW session_replication_role")) {
            row.next();
            return row.getString(1).equals("replica");
        }
    }

    /**
     * To be called first in a transaction that applies no stream: its first change is then to the table of checkpoints.
     * The row is gone again at once, and named after its own process, so that no two ever wait for each other.
     */
    static void announce(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(DEFER + """
                    ;
                    INSERT INTO bailey.checkpoint (stream, position, counter, applying, mark)
                    VALUES ('own ' || pg_backend_pid(), '', 1, false, '');
                    DELETE FROM bailey.checkpoint WHERE stream = 'own ' || pg_backend_pid()""");
        }
    }
}
