package dev.bailey.verification;

import dev.bailey.core.KeyOrder;
import dev.bailey.core.KeyRange;
import dev.bailey.core.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Numbers, in their order. Thread-safe. */
final class FakeOrder implements KeyOrder {

    private final Supplier<Map<Row, Long>> digests;
    private final List<Integer> listed = new ArrayList<>();
    private volatile String collation = "id";
    private volatile int digestMax = Integer.MAX_VALUE;

    /** @param digests of all rows as they are now */
    FakeOrder(Supplier<Map<Row, Long>> digests) {
        this.digests = digests;
    }

    void collation(String name) {
        collation = name;
    }

    /** Makes no digest of more rows than that. */
    void digestMax(int rows) {
        digestMax = rows;
    }

    /** How many rows each listing had. */
    synchronized List<Integer> listed() {
        return List.copyOf(listed);
    }

    @Override
    public String description() {
        return collation;
    }

    @Override
    public Optional<Row> fromEnd(KeyRange range, int rows) {
        return in(range).descendingMap().keySet().stream()
                .skip(rows - 1L)
                .findFirst()
                .map(FakeSide::key);
    }

    @Override
    public Sum sum(KeyRange range) {
        Map<Long, Long> found = in(range);
        return new Sum(found.size(), found.size() > digestMax ? Optional.empty() : Optional.of(found.toString()));
    }

    @Override
    public synchronized Map<Row, Long> rows(KeyRange range) {
        Map<Row, Long> found = new TreeMap<>((a, b) -> Long.compare(number(a), number(b)));
        in(range).forEach((id, digest) -> found.put(FakeSide.key(id), digest));
        listed.add(found.size());
        return Map.copyOf(found);
    }

    private NavigableMap<Long, Long> in(KeyRange range) {
        NavigableMap<Long, Long> found = new TreeMap<>();
        digests.get().forEach((key, digest) -> found.put(number(key), digest));
        range.from()
                .ifPresent(from ->
                        found.headMap(number(from), /* inclusive= */ false).clear());
        range.before()
                .ifPresent(before ->
                        found.tailMap(number(before), /* inclusive= */ true).clear());
        return found;
    }

    private static long number(Row key) {
        return Long.parseLong(key.at(0).text());
    }
}
