package dev.bailey.control;

import dev.bailey.core.Table;
import java.util.List;

/**
 * A table that somebody named, and its store. Immutable.
 *
 * @param table as it is moved now
 */
record NamedTable(MovingStore store, Table table) {

    /** All that may be meant: none, one, or one in several stores. */
    static List<NamedTable> all(List<MovingStore> stores, String store, String table) {
        return among(stores, store).stream()
                .flatMap(each -> each.tables().stream()
                        .filter(moved -> moved.id().toString().equals(table))
                        .map(moved -> new NamedTable(each, moved)))
                .toList();
    }

    /** What could have been named. */
    static List<String> known(List<MovingStore> stores, String store) {
        return among(stores, store).stream()
                .flatMap(each -> each.tables().stream())
                .map(each -> each.id().toString())
                .toList();
    }

    /** @param store its name; empty for any */
    private static List<MovingStore> among(List<MovingStore> stores, String store) {
        return stores.stream()
                .filter(each -> store.isEmpty() || each.name().equals(store))
                .toList();
    }

    /** As people read it. */
    String name() {
        return store.name() + " " + table.id();
    }
}
