package dev.bailey.mysql;

import dev.bailey.core.TransactionId;
import dev.bailey.core.Visibility;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Between which points of the log a consistent snapshot lies. It sees all that begins before {@code low}, nothing that
 * begins at {@code high} or later, and of what is between nobody can say. Immutable.
 *
 * <p>MariaDB names the point itself, so both are one ({@code binlog_snapshot_position}, served with {@code START
 * TRANSACTION WITH CONSISTENT SNAPSHOT}). MySQL does not. There {@code low} is the end of the log before a mark that
 * was committed before the snapshot: commits become visible in the order of the log ({@code binlog_order_commits}), so
 * all before the mark were by then. {@code high} is the end of the log afterwards.
 */
record SnapshotWindow(LogPoint low, LogPoint high) implements Visibility {

    SnapshotWindow {
        if (low.compareTo(high) > 0) {
            throw new IllegalArgumentException("a snapshot lies between two points, not " + low + " and " + high);
        }
    }

    /** Begins a transaction with a consistent snapshot in this session, and says where it lies. */
    static SnapshotWindow begin(Connection session, Dialect dialect, Marks marks) throws SQLException {
        if (dialect.isMariaDb()) {
            start(session);
            LogPoint exact = exact(session);
            return new SnapshotWindow(exact, exact);
        }
        LogPoint low = logEnd(session, dialect);
        marks.settle();
        start(session);
        return new SnapshotWindow(low, logEnd(session, dialect));
    }

    /** The window that holds those of several snapshots of one table. */
    SnapshotWindow and(SnapshotWindow other) {
        return new SnapshotWindow(
                low.compareTo(other.low) <= 0 ? low : other.low, high.compareTo(other.high) >= 0 ? high : other.high);
    }

    private static void start(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        }
    }

    private static LogPoint exact(Connection session) throws SQLException {
        String file = "";
        long offset = 0;
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
            while (rows.next()) {
                switch (rows.getString(1).toLowerCase(Locale.ROOT)) {
                    case "binlog_snapshot_file" -> file = rows.getString(2);
                    case "binlog_snapshot_position" -> offset = rows.getLong(2);
                    default -> {
                        // Another name for the same point.
                    }
                }
            }
        }
        return LogPoint.of(file, offset);
    }

    /** Where the log ends now. */
    static LogPoint logEnd(Connection session, Dialect dialect) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(dialect.logEnd())) {
            if (!row.next()) {
                throw new SQLException("the server writes no binary log", "HY000", 1381);
            }
            return LogPoint.of(row.getString(1), row.getLong(2));
        }
    }

    @Override
    public boolean sees(TransactionId transaction) {
        return ((LogPoint) transaction).compareTo(low) < 0;
    }

    @Override
    public boolean isUnsureOf(TransactionId transaction) {
        return !sees(transaction) && ((LogPoint) transaction).compareTo(high) < 0;
    }

    @Override
    public boolean settledSince(Visibility earlier) {
        return low.compareTo(((SnapshotWindow) earlier).high) >= 0;
    }
}
