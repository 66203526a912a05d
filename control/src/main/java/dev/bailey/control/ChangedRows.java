package dev.bailey.control;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Rows of a store that changed since they were last found equal. One comparison at a time may take some out; what it
 * does not find equal comes back, so that a difference is never forgotten. Thread-safe.
 */
final class ChangedRows {

    /** Some 40 MB of keys. Past it only a comparison of whole tables helps. */
    static final int ROWS_MAX = 200_000;

    private final Map<TableId, Set<Row>> waiting = new HashMap<>();
    private final Map<TableId, Set<Row>> beingCompared = new HashMap<>();

    /**
     * Keeps them until they are found equal.
     *
     * @return tables of which so many wait that they were let go, the largest first: these are to be compared as a
     *     whole
     */
    synchronized Set<TableId> add(Map<TableId, Set<Row>> changed) {
        changed.forEach(this::keep);
        Set<TableId> letGo = new HashSet<>();
        while (count(waiting) > ROWS_MAX) {
            TableId largest = waiting.entrySet().stream()
                    .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                    .orElseThrow()
                    .getKey();
            waiting.remove(largest);
            letGo.add(largest);
        }
        return letGo;
    }

    /** Takes some out for a comparison; each table's are then either {@link #equal} or come back by {@link #again}. */
    synchronized Map<TableId, Set<Row>> take(int most) {
        int left = most;
        Iterator<Map.Entry<TableId, Set<Row>>> tables = waiting.entrySet().iterator();
        while (tables.hasNext() && left > 0) {
            Map.Entry<TableId, Set<Row>> table = tables.next();
            Set<Row> taken = beingCompared.computeIfAbsent(table.getKey(), absent -> new HashSet<>());
            Iterator<Row> rows = table.getValue().iterator();
            for (; rows.hasNext() && left > 0; left--) {
                taken.add(rows.next());
                rows.remove();
            }
            if (table.getValue().isEmpty()) {
                tables.remove();
            }
        }
        return copy(beingCompared);
    }

    synchronized void equal(TableId table) {
        beingCompared.remove(table);
    }

    synchronized void again(TableId table) {
        Set<Row> rows = beingCompared.remove(table);
        if (rows != null) {
            keep(table, rows);
        }
    }

    /** All of them, also those that a comparison has in hand. */
    synchronized Map<TableId, Set<Row>> all() {
        Map<TableId, Set<Row>> all = copy(waiting);
        beingCompared.forEach((table, rows) ->
                all.computeIfAbsent(table, absent -> new HashSet<>()).addAll(rows));
        return all;
    }

    /** Those of tables that are compared as a whole from here on: no longer in here, unless they are added again. */
    synchronized Map<TableId, Set<Row>> setAside(Set<TableId> tables) {
        Map<TableId, Set<Row>> aside = copy(waiting);
        aside.keySet().retainAll(tables);
        waiting.keySet().removeAll(tables);
        return aside;
    }

    /** The table is compared as a whole, or no longer at all. */
    synchronized void forget(TableId table) {
        waiting.remove(table);
        beingCompared.remove(table);
    }

    synchronized int size() {
        return count(waiting) + count(beingCompared);
    }

    private void keep(TableId table, Set<Row> rows) {
        waiting.computeIfAbsent(table, absent -> new HashSet<>()).addAll(rows);
    }

    private static int count(Map<TableId, Set<Row>> rows) {
        return rows.values().stream().mapToInt(Set::size).sum();
    }

    private static Map<TableId, Set<Row>> copy(Map<TableId, Set<Row>> rows) {
        Map<TableId, Set<Row>> copy = new HashMap<>();
        rows.forEach((table, keys) -> copy.put(table, new HashSet<>(keys)));
        return copy;
    }
}
