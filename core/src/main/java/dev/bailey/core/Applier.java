package dev.bailey.core;

import java.util.List;
import java.util.Set;

/**
 * Writes what one stream carries into the database of the other side, in transactions that begin with the checkpoint.
 * Foreign keys and triggers are off, and the guard lets it pass. Confined to one thread; a {@link Problem} leaves no
 * open transaction behind.
 */
public interface Applier extends AutoCloseable {

    /**
     * Opens a transaction, and writes the checkpoint as its first row.
     *
     * @throws Problem {@link Problem.Kind#CONFLICT} when the stored counter is not the one before {@code next}'s:
     *     another process is applying this stream
     */
    void begin(Checkpoint next);

    /** A point inside the open transaction to which {@link #rollbackToSavepoint} returns; replaces the one before. */
    void savepoint();

    void rollbackToSavepoint();

    /**
     * Writes the set as sets.
     *
     * @return how it went; after anything but {@link Outcome#DONE} only rolling back to the savepoint is possible
     */
    Outcome write(ChangeSet changes);

    /**
     * Deletes the rows that the set deletes or updates, all of which must be there, then inserts the final images.
     * Needs complete rows in the updates.
     */
    Outcome rewrite(ChangeSet changes);

    /** Carries out one change as it came. */
    Outcome write(Change change);

    /** Empties the tables, as the log says the other side did. */
    void truncate(List<Table> tables);

    /** Notes, in the open transaction, that the table's copy is complete and its changes are followed from here on. */
    void copied(TableId table);

    /** Notes, in the open transaction, that the table is no longer followed. */
    void uncopied(TableId table);

    /** Tables noted as copied. */
    Set<TableId> copied();

    /**
     * Keeps what the stream carried and the database could not take, in a transaction of its own, for people to see.
     */
    void conflict(Checkpoint at, Change change, String because);

    void commit();

    /** Rolls back the open transaction, if any. */
    void rollback();

    @Override
    void close();

    /** How a write went. */
    enum Outcome {
        DONE,
        /** A unique value is taken, perhaps only for the moment. */
        COLLIDED,
        /** Fewer or more rows were there than the log says. */
        MISCOUNTED
    }
}
