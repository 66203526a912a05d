package dev.bailey.core;

import java.util.List;

/** What the log says happened to one row, or to whole tables at once. Immutable. */
public sealed interface Change {

    /** The table; of those that are emptied at once, the first. */
    Table table();

    /** Roughly how much memory the values take, in bytes. */
    long size(int overheadPerValue);

    /** A new row, with a value for every column. */
    record Insert(Table table, Row row) implements Change {
        @Override
        public long size(int overheadPerValue) {
            return row.size(overheadPerValue);
        }
    }

    /**
     * A changed row.
     *
     * @param key the key by which the row was known before the change
     * @param row the row after the change; may leave out unchanged values, never those of the key
     */
    record Update(Table table, Row key, Row row) implements Change {

        /** The key by which the row is known after the change. */
        public Row newKey() {
            return row.pick(table.keyIndexes());
        }

        @Override
        public long size(int overheadPerValue) {
            return key.size(overheadPerValue) + row.size(overheadPerValue);
        }
    }

    /** A row that is gone, by its key. */
    record Delete(Table table, Row key) implements Change {
        @Override
        public long size(int overheadPerValue) {
            return key.size(overheadPerValue);
        }
    }

    /** Tables emptied by one statement. */
    record Truncate(List<Table> tables) implements Change {
        public Truncate {
            tables = List.copyOf(tables);
        }

        @Override
        public Table table() {
            return tables.get(0);
        }

        @Override
        public long size(int overheadPerValue) {
            return 0;
        }
    }
}
