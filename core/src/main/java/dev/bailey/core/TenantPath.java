package dev.bailey.core;

import java.util.HashSet;
import java.util.List;

/**
 * To which row of another table a row belongs, so that it is of that row's tenant: its columns hold a unique key of
 * that. A row in which one of them is null belongs to none. Immutable.
 *
 * @param columns of the table that the path begins at
 * @param key of the parent, in the order of the columns
 */
public record TenantPath(List<String> columns, TableId parent, List<String> key) {

    public TenantPath {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        if (columns.isEmpty() || columns.size() != key.size()) {
            throw new IllegalArgumentException(
                    "a path has as many columns as " + parent + " has in its key: " + columns + " and " + key);
        }
        if (new HashSet<>(columns).size() < columns.size() || new HashSet<>(key).size() < key.size()) {
            throw new IllegalArgumentException("a path names no column twice: " + columns + " and " + key);
        }
    }
}
