package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Visibility;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One view of one table, exported so that other sessions read ranges of it under the same view. Ranges are runs of
 * pages: every row version that the snapshot sees lies on exactly one page.
 */
final class PostgresTableSnapshot implements TableSnapshot {

    /** Only a statement that rewrites the table holds a reader up; waiting long behind it would help nobody. */
    private static final Duration LOCK_MAX = Duration.ofSeconds(5);

    /** Said, depending on version and moment, of an exported snapshot whose session ended; another can be taken. */
    private static final Set<String> SNAPSHOT_GONE = Set.of("22023", "42704", "55000");

    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /** The only range of a table that is read in one. */
    private static final String WHOLE = "0-";

    private final AtomicBoolean lent = new AtomicBoolean();
    private final PostgresConnections connections;
    private final Table table;
    private final String format;
    private final Duration silenceMax;
    private final Connection connection;
    private final Visibility visibility;
    private final String exported;
    private final long pages;

    PostgresTableSnapshot(PostgresConnections connections, Table table, String format) {
        this(connections, table, format, PostgresConnections.COPY_SILENCE_MAX);
    }

    PostgresTableSnapshot(PostgresConnections connections, Table table, String format, Duration silenceMax) {
        this.connections = connections;
        this.table = table;
        this.format = format;
        this.silenceMax = silenceMax;
        this.connection = connections.open(silenceMax);
        String name = Sql.name(table.id());
        try (Statement statement = connection.createStatement()) {
            statement.execute(PostgresConnections.PATIENT);
            statement.execute(BEGIN);
            statement.execute("SET LOCAL lock_timeout = " + LOCK_MAX.toMillis());
            // Before the first SELECT: a truncation or rewrite between snapshot and copy would show its new, empty
            // file.
            statement.execute("LOCK TABLE ONLY " + name + " IN ACCESS SHARE MODE");
            try (ResultSet row =
                    statement.executeQuery("SELECT pg_current_snapshot()::text, pg_export_snapshot(), pg_relation_size("
                            + Sql.literal(name) + "::regclass) / current_setting('block_size')::bigint")) {
                row.next();
                this.visibility = PgSnapshot.of(row.getString(1), numberGivenOutNow());
                this.exported = row.getString(2);
                this.pages = row.getLong(3);
            }
        } catch (Problem e) {
            PostgresConnections.discard(connection);
            throw e;
        } catch (SQLException e) {
            PostgresConnections.discard(connection);
            throw connections.problem("taking a snapshot of " + table, e);
        }
    }

    /** Taken elsewhere: with a number of its own this long transaction would hold up whoever waits for writers. */
    private long numberGivenOutNow() {
        return connections.call("taking a snapshot of " + table, session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text::bigint")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public Visibility visibility() {
        return visibility;
    }

    /** Each range is {@code first-past}, in pages; the last one is open: pages may have been added since. */
    @Override
    public List<String> ranges(int wanted) {
        long parts = Math.max(1, Math.min(wanted, pages));
        List<String> ranges = new ArrayList<>();
        for (long part = 0; part < parts; part++) {
            String past = part == parts - 1 ? "" : String.valueOf(pages * (part + 1) / parts);
            ranges.add(pages * part / parts + "-" + past);
        }
        return ranges;
    }

    @Override
    public Rows read(String range) {
        if (range.equals(WHOLE) && lent.compareAndSet(false, true)) {
            return readHere();
        }
        Connection reader = connections.open(silenceMax);
        try (Statement statement = reader.createStatement()) {
            statement.execute(PostgresConnections.PATIENT);
            statement.execute(BEGIN);
            adopt(statement);
            // Whoever waits to change the table waits for the snapshot's own lock: waiting behind them here would be a
            // deadlock that the server does not see, with every other user of the table in the queue.
            statement.execute("LOCK TABLE ONLY " + Sql.name(table.id()) + " IN ACCESS SHARE MODE NOWAIT");
            return new CopyRows(connections, reader, table, copy(range), format);
        } catch (Problem e) {
            PostgresConnections.discard(reader);
            throw e;
        } catch (SQLException e) {
            PostgresConnections.discard(reader);
            throw connections.problem("reading " + table, e);
        }
    }

    /** Nobody else reads a table of one range, so that another session would only cost. */
    private Rows readHere() {
        try {
            return new CopyRows(connections, connection, table, copy(WHOLE), format);
        } catch (SQLException e) {
            throw connections.problem("reading " + table, e);
        }
    }

    private void adopt(Statement statement) throws SQLException {
        try {
            statement.execute("SET TRANSACTION SNAPSHOT " + Sql.literal(exported));
        } catch (SQLException e) {
            if (SNAPSHOT_GONE.contains(String.valueOf(e.getSQLState()))) {
                throw new Problem(
                        Problem.Kind.UNREACHABLE,
                        "the snapshot of " + table + " at " + connections.where() + " is gone: its session ended",
                        e);
            }
            throw e;
        }
    }

    private String copy(String range) {
        int dash = range.indexOf('-');
        String first = range.substring(0, dash);
        String past = range.substring(dash + 1);
        return "COPY (SELECT "
                + Sql.columns(table.columns().stream()
                        .filter(column -> !column.generated())
                        .toList())
                + " FROM ONLY " + Sql.name(table.id())
                + " WHERE ctid >= '(" + Long.parseLong(first) + ",0)'"
                + (past.isEmpty() ? "" : " AND ctid < '(" + Long.parseLong(past) + ",0)'")
                + ") TO STDOUT (FORMAT " + format + ")";
    }

    @Override
    public void close() {
        PostgresConnections.discard(connection);
    }
}
