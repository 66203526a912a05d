package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot.Rows;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One range's way into a table by {@code LOAD DATA LOCAL INFILE}, in transactions so small that a server keeps them in
 * memory. Confined to one thread.
 *
 * <p>{@code LOCAL} makes the server skip what it should refuse, and warn: rows are counted, and warnings read.
 */
final class BulkLoad {

    private static final int BYTES_PER_TRANSACTION = 8 << 20;

    /** Data truncated: all that a server says of a member that an ENUM does not have, and of nothing that is wrong. */
    private static final int TRUNCATED = 1265;

    /** The driver's buffer less a packet's head: if it gets more at once, it makes a larger one for each packet. */
    private static final int PACKET_BYTES = 8192 - 4;

    private static final byte[] NOTHING = {};

    private static final int DUPLICATE = 1062;

    private final Connection session;
    private final OwnSchema own;
    private final Table table;
    private final Rows rows;
    private final List<BulkColumn> columns;

    /** Whether rows may follow. */
    private boolean more = true;

    /** The beginning of a row that the last transaction left to the next. */
    private byte[] rest = NOTHING;

    /** @param session of {@link OwnWrite} */
    BulkLoad(Connection session, OwnSchema own, Table table, Rows rows) {
        if (!rows.format().equals(BulkRows.FORMAT)) {
            throw new IllegalArgumentException("rows are not loaded as \"" + rows.format() + "\"");
        }
        this.session = session;
        this.own = own;
        this.table = table;
        this.rows = rows;
        this.columns = BulkColumn.of(table);
    }

    /** Loads all rows, and returns how many there were. */
    long run() throws SQLException {
        String sql = sql();
        long loaded = 0;
        try (Statement statement = session.createStatement()) {
            while (more) {
                Lines lines = new Lines();
                if (!lines.isEmpty()) {
                    loaded += load(statement, sql, lines);
                }
            }
        }
        return loaded;
    }

    private long load(Statement statement, String sql, Lines lines) throws SQLException {
        OwnWrite.announce(session, own);
        statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(lines);
        long taken = statement.executeLargeUpdate(sql);
        requireWhole(statement, taken, lines.count);
        session.commit();
        return taken;
    }

    private String sql() {
        String read = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).read(i))
                .collect(Collectors.joining(", "));
        String assigned = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).isAssigned())
                .mapToObj(i -> columns.get(i).assignment(i))
                .collect(Collectors.joining(", "));
        return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + Sql.name(table.id()) + " CHARACTER SET binary (" + read
                + ")" + (assigned.isEmpty() ? "" : " SET " + assigned);
    }

    /** The server shows the first of its warnings, 64 or more: a value that does not fit comes with many others. */
    private void requireWhole(Statement statement, long taken, long sent) throws SQLException {
        try (ResultSet warnings = statement.executeQuery("SHOW WARNINGS")) {
            while (warnings.next()) {
                int number = warnings.getInt(2);
                String words = warnings.getString(3) + " (warning " + number + ")";
                if (number == DUPLICATE) {
                    throw taken(words);
                } else if (!isMemberThatIsNone(number, words)) {
                    throw new Problem(
                            Kind.MISFIT,
                            "loading " + table + ": " + words
                                    + "; make the table the same on both sides: it goes on by itself");
                }
            }
        }
        if (taken != sent) {
            throw taken(taken + " of " + sent + " rows were taken");
        }
    }

    private Problem taken(String words) {
        return new Problem(
                Kind.BUSY,
                "loading " + table + ": somebody else writes to it, " + words + "; it is emptied and copied again");
    }

    /** An ENUM may hold the number 0, for a value that once was none of its members. */
    private boolean isMemberThatIsNone(int number, String words) {
        return number == TRUNCATED
                && columns.stream()
                        .filter(column -> column.type().kind() == ValueType.Kind.ENUM)
                        .anyMatch(column -> words.contains("'" + column.plainName() + "'"));
    }

    private byte @Nullable [] nextChunk() {
        byte[] next = rest.length > 0 ? rest : rows.next();
        rest = NOTHING;
        more = next != null;
        return next;
    }

    /**
     * What one transaction loads. It is gathered before: the server keeps others out of a table that numbers its rows
     * while a statement goes on, and must not wait for what a throttle holds back. Only the rest of a row that is large
     * by itself is read meanwhile.
     */
    private final class Lines extends InputStream {

        private final Deque<byte[]> gathered = new ArrayDeque<>();
        private byte[] chunk = NOTHING;
        private int at;
        private long count;

        /** Whether the last row goes on. */
        private boolean open;

        Lines() {
            long bytes = 0;
            byte[] next = NOTHING;
            while (next != null && bytes < BYTES_PER_TRANSACTION) {
                next = nextChunk();
                if (next != null) {
                    bytes += next.length;
                    gathered.add(bytes < BYTES_PER_TRANSACTION ? next : wholeRows(next));
                }
            }
        }

        /** All of it but the row that has only begun, which waits; or all, where no row ends. */
        private byte[] wholeRows(byte[] next) {
            int end = ByteSearch.last((byte) '\n', next) + 1;
            open = end == 0;
            if (open || end == next.length) {
                return next;
            }
            rest = Arrays.copyOfRange(next, end, next.length);
            return Arrays.copyOf(next, end);
        }

        boolean isEmpty() {
            return gathered.isEmpty();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == chunk.length) {
                advance();
            }
            int part = Math.min(Math.min(length, PACKET_BYTES), chunk.length - at);
            if (part == 0) {
                return -1;
            }
            System.arraycopy(chunk, at, target, offset, part);
            count += ByteSearch.count((byte) '\n', chunk, at, at + part);
            at += part;
            return part;
        }

        private void advance() {
            at = 0;
            byte[] next = gathered.poll();
            if (next == null && open) {
                next = nextChunk();
                next = next == null ? null : wholeRows(next);
            }
            chunk = next == null ? NOTHING : next;
        }
    }
}
