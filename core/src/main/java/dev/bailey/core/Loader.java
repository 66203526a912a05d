package dev.bailey.core;

/** Fills tables from snapshots of the other side, in transactions marked as Bailey's. Thread-safe. */
public interface Loader {

    /** The bulk format in which this database takes the table's rows from {@code origin}. */
    String format(Table table, Database origin);

    /** Empties the table, whatever is in it, and forgets in the same transaction that it was copied. */
    void empty(Table table);

    /**
     * Loads rows until they end, in one transaction. Nothing stays of it when it fails.
     *
     * @return rows loaded
     */
    long load(Table table, TableSnapshot.Rows rows);
}
