package dev.bailey.postgres;

import dev.bailey.core.Catalog;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** How fast rows come from a table, by reading some of it as a copy does. */
final class ReadSpeed {

    /** Enough that the first pages do not count for much, and little beside what the server does anyway. */
    private static final int BYTES_MAX = 16_000_000;

    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** Faster than this, it is the beginning that was measured. */
    private static final Duration SHORTEST = Duration.ofMillis(20);

    /** The average since the figures were last reset. */
    private static final String LOG_RATE = """
            SELECT floor(wal_bytes / greatest(extract(epoch FROM clock_timestamp() - stats_reset), 1))::bigint
            FROM pg_stat_wal""";

    private ReadSpeed() {}

    /**
     * Empty where there is too little to measure, or it may not be read.
     *
     * @param connection good for nothing else afterwards
     */
    static Optional<Catalog.Pace> measure(Connection connection, Table table, Catalog.Size size) {
        try {
            // before the copy, behind which nothing more can be asked
            long logBytesPerSecond = logRate(connection);
            long began = System.nanoTime();
            long rows = read(connection, table, began);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (took.compareTo(SHORTEST) < 0 || size.rows() < 1) {
                return Optional.empty();
            }
            double share = Math.min(1, (double) rows / size.rows());
            long bytesPerSecond = Math.round(size.bytes()
                    * share
                    / took.toNanos()
                    * Duration.ofSeconds(1).toNanos());
            return bytesPerSecond < 1
                    ? Optional.empty()
                    : Optional.of(new Catalog.Pace(table.id(), rows, took, bytesPerSecond, logBytesPerSecond));
        } catch (SQLException e) {
            return Optional.empty(); // what may not be read is told as an obstacle
        }
    }

    private static long read(Connection connection, Table table, long began) throws SQLException {
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT * FROM ONLY " + Sql.name(table.id()) + ") TO STDOUT");
        long rows = 0;
        long bytes = 0;
        byte[] row = copy.readFromCopy();
        while (row != null && bytes < BYTES_MAX && System.nanoTime() - began < LIMIT.toNanos()) {
            rows++;
            bytes += row.length;
            row = copy.readFromCopy();
        }
        return rows;
    }

    private static long logRate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOG_RATE)) {
            row.next();
            return row.getLong(1);
        }
    }
}
