package dev.bailey.core;

/** Fills tables from snapshots of the other side, in transactions marked as Bailey's. Thread-safe. */
public interface Loader {

    /** The bulk format in which this database takes the table's rows from {@code origin}. */
    String format(Table table, Database origin);

    /**
     * Empties the table, whatever is in it, and forgets in the same transaction that it was copied. Its key may be gone
     * afterwards, until {@link #complete}: a large table is loaded quicker without.
     *
     * @param bytesToCome how much is about to be loaded, roughly
     */
    void empty(Table table, long bytesToCome);

    /**
     * Loads rows until they end. Nothing stays of the last few megabytes when it fails; what was loaded before may.
     *
     * @return rows loaded
     */
    long load(Table table, TableSnapshot.Rows rows);

    /** Makes the table whole when its rows are loaded: from here on changes can be applied to it by its key. */
    void complete(Table table);
}
