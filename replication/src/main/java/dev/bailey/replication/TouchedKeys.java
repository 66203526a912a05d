package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remembers which keys were applied until they are taken, up to a limit. Thread-safe. */
final class TouchedKeys {

    /** What a cutover compares inside the fence must be few anyway. */
    static final int KEYS_MAX = 100_000;

    /** A key is the whole row where a table has no other. */
    static final long BYTES_MAX = 32L << 20;

    private final Map<TableId, Set<Row>> keys = new HashMap<>();
    private int size;
    private long bytes;
    private boolean dropped;

    synchronized void add(List<Change> changes) {
        if (size == KEYS_MAX) {
            dropped = dropped || !changes.isEmpty();
            return;
        }
        for (Change change : changes) {
            if (change instanceof Change.Insert insert) {
                add(insert.table().id(), insert.row().pick(insert.table().keyIndexes()));
            } else if (change instanceof Change.Update update) {
                add(update.table().id(), update.key());
                add(update.table().id(), update.newKey());
            } else if (change instanceof Change.Delete delete) {
                add(delete.table().id(), delete.key());
            } else {
                dropped = true;
            }
        }
    }

    private void add(TableId table, Row key) {
        long keyBytes = bytes(key);
        if (size == KEYS_MAX || bytes + keyBytes > BYTES_MAX || key.size() == 0) {
            dropped = true;
            return;
        }
        Set<Row> known = keys.computeIfAbsent(table, id -> new HashSet<>());
        if (!known.contains(key)) {
            known.add(key.alone());
            size++;
            bytes += keyBytes;
        }
    }

    private static long bytes(Row key) {
        return key.size(Segment.VALUE_OVERHEAD_BYTES);
    }

    synchronized Touched take(int most) {
        Map<TableId, Set<Row>> taken = new HashMap<>();
        int left = most;
        for (Iterator<Map.Entry<TableId, Set<Row>>> tables = keys.entrySet().iterator();
                tables.hasNext() && left > 0; ) {
            Map.Entry<TableId, Set<Row>> table = tables.next();
            Set<Row> rows = taken.computeIfAbsent(table.getKey(), id -> new HashSet<>());
            for (Iterator<Row> each = table.getValue().iterator(); each.hasNext() && left > 0; left--) {
                Row key = each.next();
                rows.add(key);
                each.remove();
                size--;
                bytes -= bytes(key);
            }
            if (table.getValue().isEmpty()) {
                tables.remove();
            }
        }
        boolean allTaken = size == 0;
        Touched touched = new Touched(taken, allTaken && !dropped, dropped);
        dropped = dropped && !allTaken;
        return touched;
    }
}
