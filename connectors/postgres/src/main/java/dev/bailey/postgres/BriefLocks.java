package dev.bailey.postgres;

import dev.bailey.core.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs DDL on tables in use. Whoever waits for a table's lock makes every writer that comes after wait as well; so this
 * waits only briefly, then stands aside and tries again. Confined to one thread, on a session of its own.
 */
final class BriefLocks {

    /** With the pauses, about half a minute for one table. */
    private static final int ATTEMPTS_MAX = 60;

    private static final int FIRST_WAIT_MILLIS = 20;
    private static final int WAIT_MILLIS_MAX = 500;
    private static final double PAUSE_SECONDS_MAX = 0.3;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;

    BriefLocks(Connection connection) {
        this.connection = connection;
    }

    /**
     * Runs the statement, in a transaction of its own, once its locks were to be had.
     *
     * @param table for the message only
     */
    void run(String table, String ddl) throws SQLException {
        int waitMillis = FIRST_WAIT_MILLIS;
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = " + waitMillis);
                statement.execute(ddl);
                return;
            } catch (SQLException e) {
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw e;
                }
            }
            pause();
            waitMillis = Math.min(2 * waitMillis, WAIT_MILLIS_MAX);
        }
        throw new Problem(
                Problem.Kind.BUSY,
                table + " stays locked: in " + ATTEMPTS_MAX + " tries of up to " + WAIT_MILLIS_MAX
                        + " ms there was no moment without a writer; end the longest transaction on it (pg_stat_activity),"
                        + " or try at a quieter time");
    }

    /** On the server, so that the session is known to live. Random, to fall out of step with periodic work. */
    private void pause() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(" + ThreadLocalRandom.current().nextDouble(PAUSE_SECONDS_MAX) + ")");
        }
    }
}
