package dev.bailey.control;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the comparisons of all stores have found so far: the last full one of each table, and a difference in a changed
 * row until the next full one. A known difference stays until its table is read again. Thread-safe.
 */
final class Verdicts {

    private final Map<String, Map<TableId, Verdict>> full = new ConcurrentHashMap<>();
    private final Map<String, Map<TableId, Verdict.Different>> changed = new ConcurrentHashMap<>();

    /**
     * A comparison of whole tables ended.
     *
     * @param found by table, of those that were to be compared
     * @param moved the tables of the store now
     */
    void compared(String store, Map<TableId, Verdict> found, Set<TableId> moved) {
        full.compute(store, (name, before) -> {
            Map<TableId, Verdict> next = before == null ? new TreeMap<>() : new TreeMap<>(before);
            found.forEach((table, verdict) -> next.merge(table, verdict, Verdicts::later));
            moved.forEach(table -> next.putIfAbsent(table, new Verdict.Unknown(table + " was not compared")));
            next.keySet().retainAll(moved);
            return next;
        });
        changed.computeIfPresent(store, (name, before) -> {
            Map<TableId, Verdict.Different> next = new TreeMap<>(before);
            next.keySet().removeIf(table -> !moved.contains(table) || isRead(found.get(table)));
            return next;
        });
    }

    private static Verdict later(Verdict before, Verdict now) {
        return before instanceof Verdict.Different && !isRead(now) ? before : now;
    }

    private static boolean isRead(@Nullable Verdict verdict) {
        return verdict != null && !(verdict instanceof Verdict.Unknown);
    }

    /** The table may have become equal or different since it was compared. */
    void unknown(String store, TableId table, String because) {
        full.computeIfPresent(store, (name, before) -> {
            Map<TableId, Verdict> next = new TreeMap<>(before);
            next.merge(table, new Verdict.Unknown(because), Verdicts::later);
            return next;
        });
    }

    /** All that was found of the table holds no longer. */
    void forget(String store, TableId table) {
        full.computeIfPresent(store, (name, before) -> without(before, table));
        changed.computeIfPresent(store, (name, before) -> without(before, table));
    }

    private static <V> Map<TableId, V> without(Map<TableId, V> before, TableId table) {
        Map<TableId, V> next = new TreeMap<>(before);
        next.remove(table);
        return next;
    }

    /** Changed rows were found to differ. */
    void changesDiffer(String store, Verdict.Different different) {
        Map<TableId, List<Verdict.Difference>> byTable =
                different.differences().stream().collect(Collectors.groupingBy(Verdict.Difference::table));
        changed.compute(store, (name, before) -> {
            Map<TableId, Verdict.Different> next = before == null ? new TreeMap<>() : new TreeMap<>(before);
            byTable.forEach(
                    (table, differences) -> next.put(table, new Verdict.Different(differences, different.rows())));
            return next;
        });
    }

    /** The rows of a table that are known to differ, as far as each is kept. */
    List<Verdict.Difference> differences(String store, TableId table) {
        Map<Row, Verdict.Difference> known = new LinkedHashMap<>();
        for (Verdict verdict : known(store, table)) {
            if (verdict instanceof Verdict.Different different) {
                different.differences().forEach(difference -> known.put(difference.key(), difference));
            }
        }
        return List.copyOf(known.values());
    }

    /** How many rows of a table are known to differ beyond those that are kept one by one. */
    long unlisted(String store, TableId table) {
        return known(store, table).stream()
                .filter(Verdict.Different.class::isInstance)
                .map(Verdict.Different.class::cast)
                .mapToLong(
                        different -> different.count() - different.differences().size())
                .sum();
    }

    private List<Verdict> known(String store, TableId table) {
        return Stream.of(
                        full.getOrDefault(store, Map.of()).get(table),
                        changed.getOrDefault(store, Map.of()).get(table))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * These rows differed and are equal now.
     *
     * @return whether differences are left of which nobody knows the rows, so that the table is to be compared anew
     */
    boolean mended(String store, TableId table, Set<Row> rows) {
        changed.computeIfPresent(store, (name, before) -> {
            Map<TableId, Verdict.Different> next = new TreeMap<>(before);
            next.computeIfPresent(
                    table, (id, different) -> without(different, rows) instanceof Verdict.Different left ? left : null);
            return next;
        });
        full.computeIfPresent(store, (name, before) -> {
            Map<TableId, Verdict> next = new TreeMap<>(before);
            next.computeIfPresent(
                    table,
                    (id, verdict) ->
                            verdict instanceof Verdict.Different different ? without(different, rows) : verdict);
            return next;
        });
        return isUnknown(store, table);
    }

    private static Verdict without(Verdict.Different before, Set<Row> mended) {
        List<Verdict.Difference> left = before.differences().stream()
                .filter(difference -> !mended.contains(difference.key()))
                .toList();
        long count = before.count() - (before.differences().size() - left.size());
        if (!left.isEmpty()) {
            return new Verdict.Different(left, count, before.rows());
        }
        return count == 0
                ? new Verdict.Equal(before.rows())
                : new Verdict.Unknown("rows differed that were not kept one by one, so it is compared again");
    }

    /** The last full comparison, by store and table. */
    Map<String, Map<TableId, Verdict>> byTable() {
        return new TreeMap<>(full);
    }

    Verdict of(String store, TableId table) {
        return full.getOrDefault(store, Map.of()).getOrDefault(table, new Verdict.Unknown(table + " was not compared"));
    }

    boolean isUnknown(String store, TableId table) {
        return !isRead(full.getOrDefault(store, Map.of()).get(table));
    }

    /** All of them in one; unknown as long as a store was never compared. */
    Verdict overall(List<MovingStore> stores) {
        return Verification.overall(
                stores.stream().map(store -> overall(store.name())).toList());
    }

    /** All tables of a store in one; unknown as long as it was never compared. */
    Verdict overall(String store) {
        List<Verdict> all =
                new ArrayList<>(changed.getOrDefault(store, Map.of()).values());
        Map<TableId, Verdict> tables = full.get(store);
        if (tables == null) {
            all.add(new Verdict.Unknown(store + " was not compared yet since Bailey started"));
        } else {
            all.addAll(tables.values());
        }
        return Verification.overall(all);
    }

    /** Tables by verdict; a difference in a changed row counts for its table. */
    long count(Class<? extends Verdict> kind) {
        return effective().stream().filter(kind::isInstance).count();
    }

    private List<Verdict> effective() {
        List<Verdict> all = new ArrayList<>();
        full.forEach((store, tables) -> tables.forEach((table, verdict) -> {
            Verdict later = changed.getOrDefault(store, Map.of()).get(table);
            all.add(later == null ? verdict : later);
        }));
        return all;
    }
}
