package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nets the changes of one table to at most one per key: the set that turns the table before the first of them into the
 * table after the last. Refuses what it cannot net exactly; what was added before stays good. Confined to one thread.
 */
final class Net {

    private enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** What became of a key since the first change; {@code row} is null for a delete. */
    private record Outcome(Kind kind, @Nullable Row row) {
        private static final Outcome DELETED = new Outcome(Kind.DELETE, null);

        Row image() {
            if (row == null) {
                throw new IllegalStateException("a deleted row has no image");
            }
            return row;
        }
    }

    private final Table table;
    private final List<Integer> keyIndexes;
    private final Map<Row, Outcome> outcomes = new LinkedHashMap<>();
    private final List<Row> keyless = new ArrayList<>();

    Net(Table table) {
        this.table = table;
        this.keyIndexes = table.keyIndexes();
    }

    Table table() {
        return table;
    }

    /** Adds a change of this table, or leaves everything as it is and says no. */
    boolean add(Change change) {
        if (keyIndexes.isEmpty()) {
            return change instanceof Change.Insert insert && keyless.add(insert.row());
        } else if (change instanceof Change.Insert insert) {
            return insert(insert.row().pick(keyIndexes), insert.row());
        } else if (change instanceof Change.Update update) {
            Row newKey = update.row().pick(keyIndexes);
            return newKey.equals(update.key())
                    ? update(update.key(), update.row())
                    : move(update.key(), newKey, update.row());
        } else {
            return change instanceof Change.Delete delete && delete(delete.key());
        }
    }

    private boolean insert(Row key, Row row) {
        Outcome before = outcomes.get(key);
        if (row.hasUnchanged() || (before != null && before.kind != Kind.DELETE)) {
            return false;
        }
        outcomes.put(key, new Outcome(before == null ? Kind.INSERT : Kind.UPDATE, row));
        return true;
    }

    private boolean update(Row key, Row row) {
        Outcome before = outcomes.get(key);
        if (before == null) {
            outcomes.put(key, new Outcome(Kind.UPDATE, row));
            return true;
        } else if (before.kind == Kind.DELETE) {
            return false;
        }
        outcomes.put(key, new Outcome(before.kind, row.completedBy(before.image())));
        return true;
    }

    /** A key change is a delete and an insert, which needs the whole row. */
    private boolean move(Row key, Row newKey, Row row) {
        Outcome before = outcomes.get(key);
        if (before != null && before.kind == Kind.DELETE) {
            return false;
        }
        Row whole = before == null ? row : row.completedBy(before.image());
        if (!insert(newKey, whole)) {
            return false;
        }
        return delete(key);
    }

    private boolean delete(Row key) {
        Outcome before = outcomes.get(key);
        if (before == null || before.kind == Kind.UPDATE) {
            outcomes.put(key, Outcome.DELETED);
            return true;
        } else if (before.kind == Kind.DELETE) {
            return false;
        }
        outcomes.remove(key);
        return true;
    }

    ChangeSet set() {
        List<Row> deletes = new ArrayList<>();
        List<Change.Update> updates = new ArrayList<>();
        List<Row> inserts = new ArrayList<>(keyless);
        outcomes.forEach((key, outcome) -> {
            switch (outcome.kind) {
                case DELETE -> deletes.add(key);
                case UPDATE -> updates.add(new Change.Update(table, key, outcome.image()));
                case INSERT -> inserts.add(outcome.image());
            }
        });
        return new ChangeSet(table, deletes, updates, inserts);
    }
}
