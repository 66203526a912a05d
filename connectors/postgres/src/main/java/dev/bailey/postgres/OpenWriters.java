package dev.bailey.postgres;

import dev.bailey.core.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Waits until no transaction is open that passed the guard before it was shut.
 *
 * <p>Why the list of lock holders is exact, and transaction ids are not: a statement locks the table it writes before
 * it runs the table's triggers, and keeps the lock to the end of its transaction; an id it has only from its first row
 * on. So whoever read the guard while it was open held the lock before the guard was shut, and is on a list made after
 * that.
 *
 * <ul>
 *   <li>Only granted locks count: who still waits for one has yet to read the guard, and will find it shut.
 *   <li>Of the modes, only that of INSERT, UPDATE, DELETE, MERGE and COPY (each of which takes it whatever stronger
 *       lock the session holds) and that of TRUNCATE. Those between are taken by VACUUM, CREATE INDEX and the like,
 *       which may run for hours and write no row.
 *   <li>PREPARE TRANSACTION may give a listed transaction another name, so every prepared one that holds a lock is
 *       waited for, listed before or not.
 *   <li>A transaction that holds the lock for writing to {@code bailey.checkpoint} is Bailey's own, and marked as such
 *       in the log: it carries what the other side has already. Nobody else has a right on that table.
 * </ul>
 */
final class OpenWriters {

    private static final String LIST = """
            WITH locks AS MATERIALIZED (
                SELECT virtualtransaction, pid, relation, mode FROM pg_locks
                WHERE granted AND locktype = 'relation' AND mode IN ('RowExclusiveLock', 'AccessExclusiveLock')
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            )
            SELECT virtualtransaction, pid IS NULL FROM locks
            WHERE relation IN (SELECT t.tgrelid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                WHERE p.pronamespace = 'bailey'::regnamespace)
            EXCEPT
            SELECT virtualtransaction, pid IS NULL FROM locks WHERE relation = 'bailey.checkpoint'::regclass""";

    private static final String DESCRIBE = """
            SELECT format('pid %s (user %s, application "%s", %s, transaction open for %s s, last query began %s s ago)',
                a.pid, a.usename, a.application_name, coalesce(a.state, 'state not visible'),
                coalesce(round(extract(epoch FROM clock_timestamp() - a.xact_start), 1)::text, '?'),
                coalesce(round(extract(epoch FROM clock_timestamp() - a.query_start), 1)::text, '?'))
            FROM pg_stat_activity a
            WHERE a.pid IN (SELECT pid FROM pg_locks WHERE virtualtransaction = ANY (?))
            UNION ALL
            SELECT format('prepared transaction "%s" (user %s, prepared %s s ago)', p.gid, p.owner,
                round(extract(epoch FROM clock_timestamp() - p.prepared), 1))
            FROM pg_prepared_xacts p
            WHERE p.transaction IN (SELECT transactionid FROM pg_locks
                WHERE pid IS NULL AND locktype = 'transactionid' AND virtualtransaction = ANY (?))""";

    private static final double POLL_SECONDS = 0.002;

    private final Connection connection;

    OpenWriters(Connection connection) {
        this.connection = connection;
    }

    /**
     * Waits for those who are on the first list.
     *
     * @return how many those were
     * @throws Problem naming them when the timeout is over
     */
    int await(Duration timeout) throws SQLException {
        long start = System.nanoTime();
        Set<Writer> first = list();
        Set<Writer> open = first;
        while (!open.isEmpty()) {
            if (System.nanoTime() - start >= timeout.toNanos()) {
                throw new Problem(Problem.Kind.BUSY, sentence(open, timeout));
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_sleep(" + POLL_SECONDS + ")");
            }
            open = list();
            open.removeIf(writer -> !writer.prepared() && !first.contains(writer));
        }
        return first.size();
    }

    private Set<Writer> list() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LIST)) {
            Set<Writer> writers = new HashSet<>();
            while (rows.next()) {
                writers.add(new Writer(rows.getString(1), rows.getBoolean(2)));
            }
            return writers;
        }
    }

    private String sentence(Set<Writer> open, Duration timeout) throws SQLException {
        List<String> described = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(DESCRIBE)) {
            Object[] names = open.stream().map(Writer::virtualTransaction).toArray();
            statement.setArray(1, connection.createArrayOf("text", names));
            statement.setArray(2, connection.createArrayOf("text", names));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    described.add(rows.getString(1));
                }
            }
        }
        String who = described.isEmpty() ? "ended while this was written" : String.join("; ", described);
        return open.size() + (open.size() == 1 ? " transaction" : " transactions")
                + " that may have written before the guard was shut did not end within " + timeout.toMillis() + " ms: "
                + who + "; end them (COMMIT or ROLLBACK PREPARED, pg_terminate_backend), then try again";
    }

    /** A transaction that holds a lock for writing. The name is not used again, unless it is a prepared one's. */
    private record Writer(String virtualTransaction, boolean prepared) {}
}
