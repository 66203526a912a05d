package dev.bailey.verification;

import dev.bailey.core.Applier;
import dev.bailey.core.Catalog;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Column;
import dev.bailey.core.Conflict;
import dev.bailey.core.Database;
import dev.bailey.core.Digests;
import dev.bailey.core.Guard;
import dev.bailey.core.KeyOrder;
import dev.bailey.core.Loader;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Shapes;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A database that is a map in memory, and digests of what it holds. Thread-safe. */
final class FakeSide implements Database, Digests {

    static final Table ORDERS = table("orders");
    static final Table STOCK = table("stock");

    private final Map<TableId, Map<Row, String>> tables = new HashMap<>();
    private int readsByKey;
    private int fullReads;
    private final List<Integer> bucketCounts = new ArrayList<>();
    private final Map<TableId, FakeOrder> orders = new HashMap<>();

    static Table table(String name) {
        return new Table(
                new TableId("public", name),
                List.of(new Column("id", "bigint", true, false), new Column("body", "text", false, false)));
    }

    static FakeSide with(Table... tables) {
        FakeSide side = new FakeSide();
        for (Table table : tables) {
            side.tables.put(table.id(), new HashMap<>());
        }
        return side;
    }

    /** One that keeps rows in the order of their keys. */
    static FakeSide ordered(Table... tables) {
        FakeSide side = with(tables);
        for (Table table : tables) {
            side.orders.put(table.id(), new FakeOrder(() -> side.all(table)));
        }
        return side;
    }

    FakeOrder orderOf(Table table) {
        return Objects.requireNonNull(orders.get(table.id()));
    }

    private synchronized Map<Row, Long> all(Table table) {
        return rows(table, /* buckets= */ 1, Set.of(0));
    }

    static Row key(long id) {
        return Row.of(Value.of(Long.toString(id)));
    }

    synchronized FakeSide put(Table table, long id, String body) {
        rowsOf(table).put(key(id), body);
        return this;
    }

    synchronized FakeSide fill(Table table, int rows) {
        for (int id = 0; id < rows; id++) {
            put(table, id, "row " + id);
        }
        return this;
    }

    synchronized void remove(Table table, long id) {
        rowsOf(table).remove(key(id));
    }

    synchronized void copyFrom(FakeSide other) {
        other.tables.forEach((id, rows) -> tables.put(id, new HashMap<>(rows)));
    }

    synchronized int readsByKey() {
        return readsByKey;
    }

    synchronized int fullReads() {
        return fullReads;
    }

    synchronized List<Integer> bucketCounts() {
        return List.copyOf(bucketCounts);
    }

    @Override
    public Optional<KeyOrder> order(Table table) {
        return Optional.ofNullable(orders.get(table.id()));
    }

    @Override
    public synchronized List<Bucket> buckets(Table table, int buckets) {
        bucketCounts.add(buckets);
        Map<Integer, Bucket> found = new TreeMap<>();
        rowsOf(table).forEach((key, body) -> {
            Bucket one = new Bucket(bucketOf(key, buckets), 1, digest(key, body));
            found.merge(one.index(), one, (a, b) -> new Bucket(a.index(), a.rows() + b.rows(), a.sum() + b.sum()));
        });
        return List.copyOf(found.values());
    }

    @Override
    public synchronized Map<Row, Long> rows(Table table, int buckets, Set<Integer> wanted) {
        fullReads++;
        Map<Row, Long> found = new HashMap<>();
        rowsOf(table).forEach((key, body) -> {
            if (wanted.contains(bucketOf(key, buckets))) {
                found.put(key, digest(key, body));
            }
        });
        return found;
    }

    @Override
    public synchronized Map<Row, Long> rows(Table table, Collection<Row> keys) {
        readsByKey++;
        Map<Row, Long> found = new HashMap<>();
        for (Row key : keys) {
            String body = rowsOf(table).get(key);
            if (body != null) {
                found.put(key, digest(key, body));
            }
        }
        return found;
    }

    @Override
    public Map<Row, Row> whole(Table table, Collection<Row> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized String image(Table table, Row key) {
        return rowsOf(table).getOrDefault(key, "");
    }

    private Map<Row, String> rowsOf(Table table) {
        Map<Row, String> rows = tables.get(table.id());
        if (rows == null) {
            throw new Problem(Problem.Kind.UNFIT, "there is no table " + table);
        }
        return rows;
    }

    private static int bucketOf(Row key, int buckets) {
        return key.hashCode() & (buckets - 1);
    }

    /** Mixed, so that the sum of two rows tells which body belongs to which key. */
    private static long digest(Row key, String body) {
        long mixed = (31L * key.hashCode() + body.hashCode()) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 32);
    }

    @Override
    public double number(String query, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Digests digests() {
        return this;
    }

    @Override
    public String label() {
        return "memory";
    }

    @Override
    public Catalog catalog() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Shapes shapes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChangeLog log() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TableSnapshot snapshot(Table table, String format) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Loader loader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Applier applier(String stream) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Conflict> conflicts(String stream, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Guard guard() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
