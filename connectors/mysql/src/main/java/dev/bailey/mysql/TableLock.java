package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes a table for itself for a moment, so that triggers can be put on it or taken off, without making others wait.
 *
 * <p>Whoever waits for a table's lock makes deadlocks with transactions that hold it to read, and are about to write,
 * as foreign keys make them; and the server lets the application lose those. MariaDB can be told not to wait, MySQL
 * cannot, where a second is the least. Confined to the session that it is given.
 */
final class TableLock {

    /** For some seconds without waiting where that can be had, then for a second at a time. */
    static final List<Patience> PATIENTLY = List.of(
            new Patience(/* waits= */ false, 1_000, TimeUnit.MILLISECONDS.toNanos(7)),
            new Patience(/* waits= */ true, 120, TimeUnit.MILLISECONDS.toNanos(500)));

    /** Users wait meanwhile. */
    static final List<Patience> AT_ONCE = List.of(
            new Patience(/* waits= */ false, 100, TimeUnit.MILLISECONDS.toNanos(7)),
            new Patience(/* waits= */ true, 1, /* pauseNanos= */ 0));

    private static final String USUAL = "SET SESSION lock_wait_timeout = 60, foreign_key_checks = 1";

    private final MysqlConnections connections;

    TableLock(MysqlConnections connections) {
        this.connections = connections;
    }

    /** How a table that is in use is waited for. */
    record Patience(boolean waits, int triesMax, long pauseNanos) {}

    /** What is done with a table that nobody else uses. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /**
     * Tries one way to have the table after the other.
     *
     * @throws Problem {@link Problem.Kind#BUSY} where it is not to be had
     */
    void under(Connection session, TableId table, List<Patience> ways, Work work) throws SQLException {
        boolean canRefuseToWait = Dialect.of(session).isMariaDb();
        try (Statement statement = session.createStatement()) {
            for (Patience way : ways) {
                if ((canRefuseToWait || way.waits()) && isDone(statement, table, way, work)) {
                    statement.execute(USUAL);
                    return;
                }
            }
            statement.execute(USUAL);
        }
        throw new Problem(
                Problem.Kind.BUSY,
                "table " + table + " at " + connections.where()
                        + " is never free for a moment, in which its triggers could be put on or taken off");
    }

    /** Says no when the table was not to be had in so many tries. */
    private boolean isDone(Statement statement, TableId table, Patience patience, Work work) throws SQLException {
        statement.execute("SET SESSION lock_wait_timeout = " + (patience.waits() ? 1 : 0) + ", foreign_key_checks = 0");
        for (int tries = 0; tries < patience.triesMax(); tries++) {
            try {
                statement.execute("LOCK TABLES " + Sql.name(table) + " WRITE, "
                        + connections.own().table("guard") + " READ");
                work.run();
                statement.execute("UNLOCK TABLES");
                return true;
            } catch (SQLException e) {
                statement.execute("UNLOCK TABLES");
                if (!MysqlProblems.isLockTrouble(e)) {
                    throw e;
                }
                LockSupport.parkNanos(patience.pauseNanos());
            }
        }
        return false;
    }
}
