package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Visibility;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One view of one table, or rather some views that were taken within a few milliseconds, for no session can join in
 * another's: between the first and the last of them nobody can say what is seen ({@link SnapshotWindow}). All are taken
 * at once, so that the window is known before the first row is read.
 */
final class MysqlTableSnapshot implements TableSnapshot {

    /** More sessions than this only widen the window: the server reads no faster. */
    private static final int SESSIONS_MAX = 4;

    private static final long BYTES_PER_SESSION = 64L << 20;

    private static final Duration SILENCE_MAX = Duration.ofMinutes(5);

    /** A range is read within about a second, but may be throttled. */
    private static final Duration TURN_MAX = Duration.ofMinutes(30);

    private static final String EXTENT = """
            SELECT COALESCE(TABLE_ROWS, 0), COALESCE(DATA_LENGTH, 0)
            FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?""";

    private final MysqlConnections connections;
    private final Table table;
    private final List<Connection> sessions = new ArrayList<>();

    /** Sessions that nobody reads from, or nothing in the place of one that was given up. */
    private final BlockingQueue<Optional<Connection>> idle = new LinkedBlockingQueue<>();

    private final Visibility visibility;
    private final KeyRanges keyRanges;
    private final long rows;

    MysqlTableSnapshot(MysqlConnections connections, Dialect dialect, Marks marks, Table table, String format) {
        this(connections, dialect, marks, table, format, BYTES_PER_SESSION);
    }

    MysqlTableSnapshot(
            MysqlConnections connections,
            Dialect dialect,
            Marks marks,
            Table table,
            String format,
            long bytesPerSession) {
        if (!format.equals(BulkRows.FORMAT)) {
            throw new IllegalArgumentException("rows are not read as \"" + format + "\"");
        }
        this.connections = connections;
        this.table = table;
        try {
            Connection first = open();
            Extent extent = Extent.of(first, table);
            this.rows = extent.rows();
            this.keyRanges = KeyRanges.of(first, table.id(), BulkColumn.of(table));
            while (sessions.size() < Math.min(SESSIONS_MAX, 1 + extent.bytes() / bytesPerSession)) {
                open();
            }
            SnapshotWindow window = begin(first, dialect, marks);
            for (Connection session : sessions.subList(1, sessions.size())) {
                window = window.and(begin(session, dialect, marks));
            }
            this.visibility = window;
        } catch (SQLException e) {
            close();
            throw connections.problem("taking a snapshot of " + table, e);
        } catch (Problem e) {
            close();
            throw e;
        }
        sessions.forEach(session -> idle.add(Optional.of(session)));
    }

    private Connection open() throws SQLException {
        Connection session = connections.open(SILENCE_MAX);
        sessions.add(session);
        try (Statement statement = session.createStatement()) {
            statement.execute("SET SESSION character_set_results = NULL");
        }
        return session;
    }

    /** Reading a row, even none, keeps the table as it is until the end: whoever alters or truncates it waits. */
    private SnapshotWindow begin(Connection session, Dialect dialect, Marks marks) throws SQLException {
        SnapshotWindow window = SnapshotWindow.begin(session, dialect, marks);
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + Sql.name(table.id()) + " LIMIT 1")) {
            row.next();
        }
        return window;
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public Visibility visibility() {
        return visibility;
    }

    /** Each range is a condition. */
    @Override
    public List<String> ranges(int wanted) {
        Connection session = take();
        boolean good = false;
        try {
            List<String> ranges = keyRanges.split(session, wanted, rows);
            good = true;
            return ranges;
        } catch (SQLException e) {
            throw connections.problem("cutting " + table + " into ranges", e);
        } finally {
            giveBack(session, good);
        }
    }

    @Override
    public Rows read(String range) {
        Connection session = take();
        String selected =
                BulkColumn.of(table).stream().map(BulkColumn::selected).collect(Collectors.joining(", "));
        String sql = "SELECT " + selected + " FROM " + keyRanges.from() + " WHERE " + range + keyRanges.order();
        try {
            return new BulkRows(connections, session, table, sql, whole -> giveBack(session, whole));
        } catch (SQLException e) {
            giveBack(session, /* good= */ false);
            throw connections.problem("reading " + table, e);
        }
    }

    private Connection take() {
        try {
            Optional<Connection> taken = idle.poll(TURN_MAX.toSeconds(), TimeUnit.SECONDS);
            if (taken == null) {
                throw new Problem(Kind.BUSY, "reading " + table + ": every session is busy for " + TURN_MAX);
            }
            return taken.orElseThrow(() -> {
                idle.add(taken); // for the next who waits
                return new Problem(Kind.UNREACHABLE, "a snapshot of " + table + " is gone: its session ended");
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Kind.BUSY, "reading " + table + " was interrupted", e);
        }
    }

    /** @param good whether nothing is on its way any more that would come before the next answer */
    private void giveBack(Connection session, boolean good) {
        if (!good) {
            MysqlConnections.discard(session);
        }
        idle.add(good ? Optional.of(session) : Optional.empty());
    }

    @Override
    public void close() {
        sessions.forEach(MysqlConnections::discard);
    }

    /** How large a table is, roughly. */
    private record Extent(long rows, long bytes) {

        static Extent of(Connection session, Table table) throws SQLException {
            try (PreparedStatement statement = session.prepareStatement(EXTENT)) {
                statement.setString(1, table.id().schema());
                statement.setString(2, table.id().name());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new Extent(row.getLong(1), row.getLong(2)) : new Extent(0, 0);
                }
            }
        }
    }
}
