package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows in which the sides differ because of those who try the target out, as far as comparisons have met them.
 * Thread-safe.
 */
final class ValidationRows {

    /** More than these are no trial. */
    static final int ROWS_MAX = 100_000;

    private final Map<TableId, Set<Row>> rows = new TreeMap<>();
    private int size;

    /** The table is compared as a whole. */
    synchronized void forget(TableId table) {
        Set<Row> known = rows.remove(table);
        size -= known == null ? 0 : known.size();
    }

    /** These rows are compared. */
    synchronized void forget(TableId table, Set<Row> keys) {
        Set<Row> known = rows.get(table);
        if (known != null) {
            size -= known.size();
            known.removeAll(keys);
            size += known.size();
            if (known.isEmpty()) {
                rows.remove(table);
            }
        }
    }

    /** @throws Problem {@link Problem.Kind#UNFIT} when there are too many to keep */
    synchronized void met(TableId table, Set<Row> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Set<Row> known = rows.computeIfAbsent(table, id -> new HashSet<>());
        for (Row key : keys) {
            if (size >= ROWS_MAX) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "tenants that validate have left more than " + ROWS_MAX
                                + " rows on the target; remove them with \"bailey validation --remove\"");
            }
            size += known.add(key.alone()) ? 1 : 0;
        }
    }

    synchronized Map<TableId, Set<Row>> all() {
        Map<TableId, Set<Row>> all = new TreeMap<>();
        rows.forEach((table, keys) -> all.put(table, Set.copyOf(keys)));
        return all;
    }
}
