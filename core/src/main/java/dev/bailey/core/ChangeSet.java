package dev.bailey.core;

import java.util.List;

/**
 * The net effect of many changes on one table: each key stands in it at most once. Done in this order: deletes,
 * updates, inserts. Immutable.
 *
 * @param deletes keys of rows that must be there
 * @param updates rows that must be there and keep their key; may leave out unchanged values
 * @param inserts complete rows whose keys must not be there
 */
public record ChangeSet(Table table, List<Row> deletes, List<Change.Update> updates, List<Row> inserts) {

    public ChangeSet {
        deletes = List.copyOf(deletes);
        updates = List.copyOf(updates);
        inserts = List.copyOf(inserts);
    }

    public int size() {
        return deletes.size() + updates.size() + inserts.size();
    }
}
