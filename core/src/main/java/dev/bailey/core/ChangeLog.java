package dev.bailey.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The change log of one database: who reads it, how far, and marks written into it. Thread-safe. */
public interface ChangeLog {

    /**
     * Makes the stream, so that from now on every change of these tables is kept for it until confirmed. Does nothing
     * where it exists. When it returns, every transaction that it will not deliver is visible to every new snapshot.
     *
     * @param stream lower-case letters, digits and underscores, at most 50
     */
    void create(String stream, List<Table> tables);

    /**
     * Those of these tables that the stream leaves out, though it exists: what was written to them before they come
     * with {@link #create} is not in it. None where a log keeps the changes of every table.
     */
    default Set<TableId> omitted(String stream, List<Table> tables) {
        return Set.of();
    }

    /**
     * Why the stream no longer holds everything since it was last confirmed, with what to do about it; empty while it
     * does.
     */
    Optional<String> lost(String stream);

    /** Opens the stream where it was last confirmed; transactions already applied may come again. */
    LogReader read(String stream, Wanted wanted);

    /** Opens the stream with all its transactions. */
    default LogReader read(String stream) {
        return read(stream, Wanted.ALL);
    }

    /** Removes the stream; the server may discard its log. Does nothing where there is none. */
    void drop(String stream);

    /** How much log the server keeps because of this stream; empty where there is no such stream. */
    Optional<Retained> retained(String stream);

    /**
     * Writes a mark into the log in a transaction of its own, durably. Every stream of this log delivers it.
     *
     * @param mark printable, at most 200 characters
     */
    void mark(String mark);

    /**
     * Writes a mark and a record of it in one durable transaction, unless that record is already there.
     *
     * @return whether it was written now
     */
    boolean markOnce(String mark);

    /** Whether {@link #markOnce} has ever written this mark. */
    boolean marked(String mark);

    /** What a snapshot taken now would see. */
    Visibility visibility();

    /** Reads {@link Position#text} back. */
    Position position(String text);
}
