package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Clash;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rows of all tables by key; the column after the first is unique where the table's name says so. */
final class FakeRows {

    private final Map<TableId, Map<Row, Row>> tables = new HashMap<>();

    FakeRows copy() {
        FakeRows copy = new FakeRows();
        tables.forEach((table, rows) -> copy.tables.put(table, new HashMap<>(rows)));
        return copy;
    }

    /** These rows, but of some tables the others. */
    FakeRows with(FakeRows others, Set<TableId> ofTables) {
        FakeRows merged = copy();
        ofTables.forEach(table -> merged.tables.put(table, others.of(table)));
        return merged;
    }

    Map<Row, Row> of(TableId table) {
        return tables.computeIfAbsent(table, id -> new HashMap<>());
    }

    /** Carries out one change; says no, and does nothing, when what it expects is not so. */
    boolean write(Change change) {
        if (change instanceof Change.Insert insert) {
            return insert(insert.table(), insert.row());
        } else if (change instanceof Change.Update update) {
            return update(update.table(), update.key(), update.row());
        } else if (change instanceof Change.Delete delete) {
            return of(delete.table().id()).remove(delete.key()) != null;
        } else if (change instanceof Change.Truncate truncate) {
            truncate.tables().forEach(table -> of(table.id()).clear());
        }
        return true;
    }

    boolean insert(Table table, Row row) {
        return !isTaken(table, row) && of(table.id()).putIfAbsent(row.pick(table.keyIndexes()), row) == null;
    }

    boolean update(Table table, Row key, Row row) {
        Map<Row, Row> rows = of(table.id());
        Row before = rows.remove(key);
        if (before == null) {
            return false;
        }
        if (!insert(table, row.completedBy(before))) {
            rows.put(key, before);
            return false;
        }
        return true;
    }

    /** What is in the way of a change that was refused. */
    Clash clash(Change change) {
        if (change instanceof Change.Delete) {
            return new Clash(Clash.Kind.DELETE_FOUND_NONE, change, Optional.empty());
        } else if (change instanceof Change.Update update
                && !of(update.table().id()).containsKey(update.key())) {
            return new Clash(Clash.Kind.UPDATE_FOUND_NONE, change, Optional.empty());
        }
        Clash taken = new Clash(Clash.Kind.VALUE_TAKEN, change, Optional.empty());
        Row there = of(taken.table().id()).get(taken.key());
        return there == null || change instanceof Change.Update
                ? taken
                : new Clash(Clash.Kind.ROW_EXISTS, change, Optional.of(there.toString()));
    }

    private boolean isTaken(Table table, Row row) {
        return table.id().name().startsWith("unique")
                && of(table.id()).values().stream()
                        .anyMatch(other -> other.at(1).equals(row.at(1)));
    }

    boolean hasAll(Table table, List<Row> keys) {
        return keys.stream().allMatch(of(table.id())::containsKey);
    }
}
