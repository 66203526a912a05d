package dev.bailey.mysql;

import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot.Rows;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query as {@code LOAD DATA} reads them by default: a line for each, tabs between values, {@code \N} for the
 * SQL null, and a backslash before what would be taken for one of these. Chunks hold whole lines. A row is in memory
 * twice, so each copy that goes on needs the memory for that.
 */
final class BulkRows implements Rows {

    static final String FORMAT = "lines";

    private static final int CHUNK_BYTES = 128 * 1024;

    /** The driver keeps so many in memory; those that may be large it keeps one by one. */
    private static final int ROWS_PER_FETCH = 200;

    private static final byte[] NULL = {'\\', 'N'};

    private final MysqlConnections connections;
    private final Table table;
    private final End end;
    private final int width;
    private final Statement statement;
    private final ResultSet rows;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES * 2);
    private boolean whole;
    private boolean closed;

    /** Told when nothing more is read from the session. */
    @FunctionalInterface
    interface End {
        /**
         * Called once.
         *
         * @param whole whether all rows were read, so that the session is good for more
         */
        void reached(boolean whole);
    }

    /** @param end told once */
    BulkRows(MysqlConnections connections, Connection session, Table table, String sql, End end) throws SQLException {
        List<BulkColumn> columns = BulkColumn.of(table);
        this.connections = connections;
        this.table = table;
        this.end = end;
        this.width = columns.size();
        this.statement = session.createStatement();
        statement.setFetchSize(columns.stream().anyMatch(BulkColumn::mayBeLarge) ? 1 : ROWS_PER_FETCH);
        this.rows = statement.executeQuery(sql);
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public byte @Nullable [] next() {
        try {
            chunk.reset();
            while (!whole && chunk.size() < CHUNK_BYTES) {
                whole = !rows.next();
                if (!whole) {
                    line();
                }
            }
            return chunk.size() == 0 ? null : chunk.toByteArray();
        } catch (SQLException e) {
            throw connections.problem("reading " + table, e);
        }
    }

    private void line() throws SQLException {
        for (int i = 1; i <= width; i++) {
            append(rows.getBytes(i));
            chunk.write(i < width ? '\t' : '\n');
        }
    }

    private void append(byte @Nullable [] value) {
        if (value == null) {
            chunk.writeBytes(NULL);
            return;
        }
        int from = 0;
        for (int i = 0; i < value.length; i++) {
            byte escape = escape(value[i]);
            if (escape != 0) {
                chunk.write(value, from, i - from);
                chunk.write('\\');
                chunk.write(escape);
                from = i + 1;
            }
        }
        chunk.write(value, from, value.length - from);
    }

    /** What stands for a byte after a backslash; 0 for one that stands for itself. */
    private static byte escape(byte value) {
        return switch (value) {
            case 0 -> '0';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\\' -> '\\';
            default -> 0;
        };
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            end.reached(whole);
        }
    }
}
