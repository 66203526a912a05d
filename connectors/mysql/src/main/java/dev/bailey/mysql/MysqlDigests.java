package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Digests;
import dev.bailey.core.KeyOrder;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TenantPath;
import dev.bailey.core.Value;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Digests that the server computes. Thread-safe.
 *
 * <p>What goes into one is spelled out in {@link DigestSql}. Takes tables as the catalog lists them, with types.
 */
final class MysqlDigests implements Digests {

    private static final int BUCKETS_MAX = 1 << 20;
    private static final int KEYS_PER_QUERY = 500;
    private static final int ROWS_PER_FETCH = 1_000;

    private final MysqlConnections connections;
    private final Dialect dialect;

    MysqlDigests(MysqlConnections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    /** Along the primary key, by which InnoDB keeps rows, if literals compare as that sorts. */
    @Override
    public Optional<KeyOrder> order(Table table) {
        KeyRanges ranges = connections.call(
                "looking at the key of " + table, session -> KeyRanges.of(session, table.id(), BulkColumn.of(table)));
        return ranges.isOrdered()
                ? Optional.of(new PrimaryKeyOrder(connections, table, ranges, sql(table, 1)))
                : Optional.empty();
    }

    @Override
    public List<Bucket> buckets(Table table, int buckets) {
        return scan("comparing " + table, sql(table, buckets).sums(), rows -> {
            List<Bucket> found = new ArrayList<>();
            while (rows.next()) {
                // The sum is exact; its low 64 bits are what adding up longs would give.
                long sum = rows.getBigDecimal(3).toBigIntegerExact().longValue();
                found.add(new Bucket(rows.getInt(1), rows.getLong(2), sum));
            }
            return found;
        });
    }

    @Override
    public Map<Row, Long> rows(Table table, int buckets, Set<Integer> wanted) {
        return wanted.isEmpty()
                ? Map.of()
                : scan(
                        "comparing rows of " + table,
                        sql(table, buckets).rowsOfBuckets(List.copyOf(wanted)),
                        rows -> digests(table, rows));
    }

    /** Of a result with the key's columns as they are carried, and the digest. */
    static Map<Row, Long> digests(Table table, ResultSet rows) throws SQLException {
        List<ValueType> types = table.key().stream()
                .map(column -> ValueType.spelled(column.type()))
                .toList();
        Map<Row, Long> found = new HashMap<>();
        while (rows.next()) {
            // Rows without a key may be the same: so many of them count.
            found.merge(carried(rows, 1, types), digest(rows, types.size() + 1), Long::sum);
        }
        return found;
    }

    private static Row carried(ResultSet rows, int first, List<ValueType> types) throws SQLException {
        List<Value> values = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            values.add(value(types.get(i), rows.getBytes(first + i)));
        }
        return Row.of(values);
    }

    private static Value value(ValueType type, byte @Nullable [] carried) {
        if (carried == null) {
            return Value.NULL;
        }
        // The log's spelling is Java's, of the number that is meant.
        return switch (type.kind()) {
            case FLOAT -> Value.of(Double.toString(Float.parseFloat(ascii(carried))));
            case DOUBLE -> Value.of(Double.toString(Double.parseDouble(ascii(carried))));
            default -> Value.of(carried);
        };
    }

    private static String ascii(byte[] digits) {
        return new String(digits, StandardCharsets.US_ASCII);
    }

    @Override
    public Map<Row, Long> rows(Table table, Collection<Row> keys) {
        DigestSql sql = sql(table, 1);
        Map<Row, Long> found = new HashMap<>();
        lookUp(table, keys, sql::rowsByKey, (key, rows) -> found.merge(key, digest(rows, 2), Long::sum));
        return found;
    }

    @Override
    public Map<Row, Value> values(Table table, Collection<Row> keys, int column) {
        Map<Row, Value> found = new HashMap<>();
        columns(table, keys, List.of(table.columns().get(column))).forEach((key, row) -> found.put(key, row.at(0)));
        return found;
    }

    @Override
    public Map<Row, Value> tenants(Table table, Collection<Row> keys, List<TenantPath> path, Column column) {
        DigestSql sql = sql(table, 1);
        PathText.Query along = new PathText(path, column.name()).query();
        Map<Row, Value> found = new HashMap<>();
        lookUp(
                table,
                keys,
                part -> sql.tenantsByKey(part, along, column),
                (key, rows) -> found.put(
                        key,
                        carried(rows, 2, List.of(ValueType.spelled(column.type())))
                                .at(0)));
        return found;
    }

    @Override
    public Map<Row, Row> whole(Table table, Collection<Row> keys) {
        return columns(table, keys, table.columns());
    }

    private Map<Row, Row> columns(Table table, Collection<Row> keys, List<Column> wanted) {
        DigestSql sql = sql(table, 1);
        List<ValueType> types =
                wanted.stream().map(column -> ValueType.spelled(column.type())).toList();
        Map<Row, Row> found = new HashMap<>();
        lookUp(
                table,
                keys,
                part -> sql.valuesByKey(part, wanted),
                (key, rows) -> found.put(key, carried(rows, 2, types)));
        return found;
    }

    /**
     * So many at a time.
     *
     * @param sql that tells of each row that is there the place of its key first
     */
    private void lookUp(Table table, Collection<Row> keys, Function<List<Row>, String> sql, Found found) {
        List<Row> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += KEYS_PER_QUERY) {
            List<Row> part = all.subList(from, Math.min(from + KEYS_PER_QUERY, all.size()));
            lookUp("looking up rows of " + table, sql.apply(part), rows -> {
                while (rows.next()) {
                    found.is(part.get(rows.getInt(1)), rows);
                }
                return part;
            });
        }
    }

    private static long digest(ResultSet rows, int column) throws SQLException {
        return Long.parseUnsignedLong(rows.getString(column));
    }

    @Override
    public String image(Table table, Row key) {
        return lookUp("reading a row of " + table, sql(table, 1).imageByKey(key), row -> {
            if (!row.next()) {
                return "";
            }
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= table.columns().size(); i++) {
                String value = row.getString(i);
                values.add(value == null ? "NULL" : value);
            }
            return "(" + String.join(", ", values) + ")";
        });
    }

    private DigestSql sql(Table table, int buckets) {
        if (buckets < 1 || buckets > BUCKETS_MAX || Integer.bitCount(buckets) != 1) {
            throw new IllegalArgumentException("buckets are a power of two up to " + BUCKETS_MAX + ": " + buckets);
        }
        if (table.key().isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    table + " has no key by which its rows could be compared: give it a primary key, or exclude it");
        }
        return new DigestSql(table, buckets, dialect.row());
    }

    /** In a session of its own: on a large table it takes as long as reading the table takes. */
    private <T> T scan(String doing, String sql, Reading<T> reading) {
        try (Connection session = connections.open()) {
            return run(session, sql, reading);
        } catch (SQLException e) {
            throw connections.problem(doing, e);
        }
    }

    /** In a session that is kept: inside a fence, users wait for the answer, and connecting would take longer. */
    private <T> T lookUp(String doing, String sql, Reading<T> reading) {
        return connections.call(doing, session -> run(session, sql, reading));
    }

    private static <T> T run(Connection session, String sql, Reading<T> reading) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.setFetchSize(ROWS_PER_FETCH);
            try (ResultSet rows = statement.executeQuery(sql)) {
                return reading.of(rows);
            }
        }
    }

    /** What is made of a row whose key is known. */
    @FunctionalInterface
    private interface Found {
        void is(Row key, ResultSet row) throws SQLException;
    }

    /** What is made of a result. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }
}
