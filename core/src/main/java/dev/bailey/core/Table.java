package dev.bailey.core;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A table and its columns, in the order in which rows list their values.
 *
 * @param columns every column that is carried, in catalog order; generated ones only where the log lists them
 */
public record Table(TableId id, List<Column> columns) {

    public Table {
        columns = List.copyOf(columns);
    }

    /** The columns that identify a row, in column order; empty for a table without a key. */
    public List<Column> key() {
        return columns.stream().filter(Column::key).toList();
    }

    /** Where the key's columns stand in a row. */
    public List<Integer> keyIndexes() {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).key())
                .boxed()
                .toList();
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
