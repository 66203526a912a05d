package dev.bailey.core;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table and its columns, in the order in which rows list their values. Immutable; equal when identifier and columns
 * are. Not a record, because what is asked of it with every change is found out once.
 */
public final class Table {

    private final TableId id;
    private final List<Column> columns;
    private final List<Integer> keyIndexes;

    /** @param columns every column that is carried, in catalog order; generated ones only where the log lists them */
    public Table(TableId id, List<Column> columns) {
        this.id = id;
        this.columns = List.copyOf(columns);
        this.keyIndexes = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).key())
                .boxed()
                .toList();
    }

    public TableId id() {
        return id;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The columns that identify a row, in column order; empty for a table without a key. */
    public List<Column> key() {
        return keyIndexes.stream().map(columns::get).toList();
    }

    /** Where the key's columns stand in a row. */
    public List<Integer> keyIndexes() {
        return keyIndexes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Table table && id.equals(table.id) && columns.equals(table.columns));
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, columns);
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
