package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run of changes that nets to one set per table, and the changes as they came. Confined to one thread. */
final class Segment {

    /** What a value costs in memory besides its bytes: object headers, array header, reference. */
    static final int VALUE_OVERHEAD_BYTES = 40;

    private final int changesMax;
    private final long bytesMax;
    private final List<Change> changes = new ArrayList<>();
    private final Map<TableId, Net> nets = new HashMap<>();
    private long bytes;

    Segment(ReplicationSettings.BatchLimits limits) {
        this.changesMax = limits.changesMax();
        this.bytesMax = limits.bytesMax();
    }

    /** Adds the change, or says that it does not net with those before it (or ever), and is not in here. */
    boolean add(Change change) {
        if (change instanceof Change.Truncate) {
            return false;
        }
        Table table = change.table();
        Net net = nets.computeIfAbsent(table.id(), id -> new Net(table));
        if (!net.table().equals(table) || !net.add(change)) {
            return false;
        }
        changes.add(change);
        bytes += change.size(VALUE_OVERHEAD_BYTES);
        return true;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    boolean isFull() {
        return changes.size() >= changesMax || bytes >= bytesMax;
    }

    /** In commit order. */
    List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    /** Tables whose changes cancel out are left out. */
    List<ChangeSet> sets() {
        return nets.values().stream()
                .map(Net::set)
                .filter(set -> set.size() > 0)
                .toList();
    }
}
