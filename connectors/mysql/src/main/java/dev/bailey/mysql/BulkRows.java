package dev.bailey.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot.Rows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query as {@code LOAD DATA} reads them by default: a line for each, tabs between values, {@code \N} for the
 * SQL null, and a backslash before what would be taken for one of these. So a byte that ends a line is nothing else. A
 * chunk may end anywhere, for a row may be large: only the driver has it in memory as a whole.
 */
final class BulkRows implements Rows {

    static final String FORMAT = "lines";

    private static final int CHUNK_BYTES = 128 * 1024;
    private static final int PIECE_BYTES = 8 * 1024;

    /** The driver keeps so many in memory; those that may be large it keeps one by one. */
    private static final int ROWS_PER_FETCH = 200;

    /** More than any byte that is escaped, but for the backslash. */
    private static final int BELOW = '\n' + 1;

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

    private final MysqlConnections connections;
    private final Table table;
    private final End end;
    private final List<BulkColumn> columns;
    private final ResultSet rows;

    /** A chunk and, behind it, a value's next piece with a backslash before each of its bytes. */
    private final byte[] chunk = new byte[CHUNK_BYTES + 2 * PIECE_BYTES];

    private final byte[] piece = new byte[PIECE_BYTES];
    private int filled;
    private boolean whole;
    private boolean closed;

    /** How many values of the row have begun. */
    private int begun;

    /** What is left of the value that began last. */
    private InputStream value = InputStream.nullInputStream();

    /** @param end told once */
    BulkRows(MysqlConnections connections, Connection session, Table table, String sql, End end) throws SQLException {
        this.connections = connections;
        this.table = table;
        this.end = end;
        this.columns = BulkColumn.of(table);
        this.begun = columns.size();
        Statement statement = session.createStatement();
        statement.setFetchSize(columns.stream().anyMatch(BulkColumn::mayBeLarge) ? 1 : ROWS_PER_FETCH);
        this.rows = statement.executeQuery(sql);
        advance();
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public byte @Nullable [] next() {
        try {
            while (!whole && filled < CHUNK_BYTES) {
                int read = value.read(chunk, filled, PIECE_BYTES);
                if (read < 0) {
                    chunk[filled++] = (byte) (begun < columns.size() ? '\t' : '\n');
                    advance();
                } else {
                    take(read);
                }
            }
            byte[] next = filled == 0 ? null : Arrays.copyOf(chunk, filled);
            filled = 0;
            return next;
        } catch (SQLException e) {
            throw connections.problem("reading " + table, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On to the next value, of the next row after the last. */
    private void advance() throws SQLException {
        if (begun == columns.size()) {
            whole = !rows.next();
            begun = 0;
        }
        if (!whole) {
            value = value(columns.get(begun++));
            if (rows.wasNull()) {
                chunk[filled++] = '\\';
                chunk[filled++] = 'N';
                value = InputStream.nullInputStream();
            }
        }
    }

    /** Without a copy where the driver can. */
    private InputStream value(BulkColumn column) throws SQLException {
        return switch (column.type().kind()) {
            case GEOMETRY -> bytes(rows.getBytes(begun));
            case JSON -> {
                byte[] document = rows.getBytes(begun);
                yield bytes(document == null ? null : readable(document));
            }
            default -> rows.getBinaryStream(begun);
        };
    }

    private static byte[] readable(byte[] document) {
        return JsonNumbers.readable(new String(document, UTF_8)).getBytes(UTF_8);
    }

    private static InputStream bytes(byte @Nullable [] value) {
        return value == null ? InputStream.nullInputStream() : new ByteArrayInputStream(value);
    }

    /** Most values hold nothing that has to be told from what the format itself says, and stay where they were read. */
    private void take(int length) {
        int end = filled + length;
        int special = ByteSearch.firstBelowOr(BELOW, (byte) '\\', chunk, filled, end);
        int rest = end - special;
        System.arraycopy(chunk, special, piece, 0, rest);
        filled = special;
        for (int i = 0; i < rest; i++) {
            byte escape = escape(piece[i]);
            if (escape != 0) {
                chunk[filled++] = '\\';
            }
            chunk[filled++] = escape == 0 ? piece[i] : escape;
        }
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
