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

    /**
     * Makes the rows of these keys what the set says, whatever they are now: deletes all that the set names, then
     * inserts the final images. For changes of which a copy's snapshot saw some and not others, all of them at once.
     * Needs complete rows in the updates.
     */
    Outcome settle(ChangeSet changes);

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
     * Looks for what is in the way of a change that could not be written, in the open transaction after all that came
     * before the change: to be asked once that is rolled back to and nothing else was tried since.
     */
    Clash clash(Change change);

    /**
     * Keeps a clash at which the stream halts, in a transaction of its own, for people to see. One that is met again
     * before the stream got past it is kept once.
     *
     * @return its number in this database
     */
    long halted(Checkpoint at, Clash clash);

    /**
     * Keeps a clash that is healed, in the open transaction.
     *
     * @param by who let it be healed
     */
    void healed(Checkpoint at, Clash clash, String by);

    /** How many conflicts of this stream the database keeps. */
    KeptConflicts kept();

    void commit();

    /** Rolls back the open transaction, if any. */
    void rollback();

    @Override
    void close();

    /**
     * Conflicts kept, halted ones and healed ones.
     *
     * @param healed of these, those that were healed
     * @param lastHeal the highest number among the healed ones; 0 when there is none
     */
    record KeptConflicts(long all, long healed, long lastHeal) {}

    /** How a write went. */
    enum Outcome {
        DONE,
        /** A unique value is taken, perhaps only for the moment. */
        COLLIDED,
        /** Fewer or more rows were there than the log says. */
        MISCOUNTED
    }
}
