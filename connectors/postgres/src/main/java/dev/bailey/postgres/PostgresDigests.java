package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Digests;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TenantPath;
import dev.bailey.core.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Digests that the server computes. Thread-safe.
 *
 * <p>What goes into one is spelled out in {@link DigestSql}. Takes tables as the catalog lists them, with types.
 */
final class PostgresDigests implements Digests {

    private static final int BUCKETS_MAX = 1 << 20;
    private static final int KEYS_PER_QUERY = 1_000;
    private static final int ROWS_PER_FETCH = 10_000;

    /** A thousand keys are found through the index, whatever the planner thinks of a table it has no statistics of. */
    private static final String BY_INDEX =
            "SET LOCAL jit = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    private static final String BY_SCAN = "SET LOCAL jit = off";

    private final PostgresConnections connections;
    private final Map<Table, KeyIndex> indexes = new ConcurrentHashMap<>();

    PostgresDigests(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public List<Bucket> buckets(Table table, int buckets) {
        return scan("comparing " + table, sql(table, buckets).sums(), Arrays.of(), rows -> {
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
        return scan(
                "comparing rows of " + table,
                sql(table, buckets).rowsOfBuckets(),
                new Arrays("int4", List.<Object[]>of(wanted.toArray())),
                rows -> digests(table, rows));
    }

    @Override
    public Map<Row, Long> rows(Table table, Collection<Row> keys) {
        DigestSql sql = sql(table, 1);
        List<Row> all = List.copyOf(keys);
        Map<Row, Long> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += KEYS_PER_QUERY) {
            List<Row> part = all.subList(from, Math.min(from + KEYS_PER_QUERY, all.size()));
            found.putAll(lookUp(
                    "comparing rows of " + table,
                    sql.rowsByKey(),
                    keyArrays(table, part),
                    rows -> digests(table, rows)));
        }
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
        Map<Row, Value> found = new HashMap<>();
        lookUp(table, keys, sql(table, 1).tenantsByKey(new PathFunction(path, column.name()).query()), 1)
                .forEach((key, row) -> found.put(key, row.at(0)));
        return found;
    }

    @Override
    public Map<Row, Row> whole(Table table, Collection<Row> keys) {
        return columns(table, keys, table.columns());
    }

    private Map<Row, Row> columns(Table table, Collection<Row> keys, List<Column> wanted) {
        return lookUp(table, keys, sql(table, 1).valuesByKey(wanted), wanted.size());
    }

    /** @param sql gives the key and so many values behind it */
    private Map<Row, Row> lookUp(Table table, Collection<Row> keys, String sql, int values) {
        int width = table.key().size();
        List<Row> all = List.copyOf(keys);
        Map<Row, Row> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += KEYS_PER_QUERY) {
            List<Row> part = all.subList(from, Math.min(from + KEYS_PER_QUERY, all.size()));
            lookUp("reading rows of " + table, sql, keyArrays(table, part), rows -> {
                while (rows.next()) {
                    found.put(texts(rows, 1, width), texts(rows, 1 + width, values));
                }
                return found.size();
            });
        }
        return found;
    }

    @Override
    public String image(Table table, Row key) {
        List<Row> one = List.of(key);
        return lookUp(
                "reading a row of " + table,
                sql(table, 1).imageByKey(),
                keyArrays(table, one),
                row -> row.next() ? row.getString(1) : "");
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
        return new DigestSql(table, buckets, indexes.computeIfAbsent(table, this::index));
    }

    private KeyIndex index(Table table) {
        return connections.call("looking for an index on " + table, session -> KeyIndex.read(session, table));
    }

    private static Map<Row, Long> digests(Table table, ResultSet rows) throws SQLException {
        int width = table.key().size();
        Map<Row, Long> found = new HashMap<>();
        while (rows.next()) {
            // Rows without a key may be the same: so many of them count.
            found.merge(texts(rows, 1, width), rows.getLong(width + 1), Long::sum);
        }
        return found;
    }

    private static Row texts(ResultSet row, int first, int width) throws SQLException {
        List<Value> values = new ArrayList<>(width);
        for (int i = first; i < first + width; i++) {
            values.add(value(row, i));
        }
        return Row.of(values);
    }

    private static Value value(ResultSet row, int index) throws SQLException {
        String text = row.getString(index);
        return text == null ? Value.NULL : Value.of(text);
    }

    private static Arrays keyArrays(Table table, List<Row> keys) {
        return new Arrays(
                "text",
                IntStream.range(0, table.key().size())
                        .mapToObj(i -> keys.stream().map(key -> text(key.at(i))).toArray())
                        .toList());
    }

    private static @Nullable String text(Value value) {
        return value.isNull() ? null : value.text();
    }

    /** In a session of its own: on a large table it takes as long as reading the table takes. */
    private <T> T scan(String doing, String sql, Arrays arrays, Reading<T> reading) {
        try (Connection connection = connections.open()) {
            return run(connection, BY_SCAN, sql, arrays, reading);
        } catch (SQLException e) {
            throw connections.problem(doing, e);
        }
    }

    /** In a session that is kept: inside a fence, users wait for the answer, and connecting would take longer. */
    private <T> T lookUp(String doing, String sql, Arrays arrays, Reading<T> reading) {
        return connections.call(doing, connection -> run(connection, BY_INDEX, sql, arrays, reading));
    }

    private static <T> T run(Connection connection, String settings, String sql, Arrays arrays, Reading<T> reading)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement set = connection.createStatement()) {
            set.execute(settings);
        }
        T result;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_PER_FETCH);
            arrays.bind(connection, statement);
            try (ResultSet rows = statement.executeQuery()) {
                result = reading.of(rows);
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        return result;
    }

    /** What is made of a result. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /** The parameters of a query, every one an array of the same type. */
    private record Arrays(String type, List<Object[]> values) {

        static Arrays of() {
            return new Arrays("text", List.of());
        }

        void bind(Connection connection, PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setArray(i + 1, connection.createArrayOf(type, values.get(i)));
            }
        }
    }
}
