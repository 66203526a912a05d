package dev.bailey.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Refuses, inside the database, writes to the guarded tables by anyone but Bailey while its side does not own them. The
 * refusal holds against sessions and snapshots of any age. Thread-safe.
 */
public interface Guard {

    /**
     * Puts the guard on these tables; its state is {@code initial} if it has none yet, and stays as it is otherwise.
     * Waits for each table's lock only briefly, and tries again, so that it never queues up the application.
     */
    void install(List<Table> tables, GuardState initial);

    /**
     * Whether it refuses a statement that empties a table at once too. Where it cannot, the stream of that side tells
     * of it.
     */
    default boolean refusesTruncation() {
        return true;
    }

    /**
     * Whether it slows those who write to a table that it is on, and putting it on may cost them a transaction. On the
     * side that serves it is then put on shortly before a move only, by {@link #extend}.
     */
    default boolean disturbsWriters() {
        return false;
    }

    /**
     * Puts a guard that has a state on one table more, at a moment in which nobody should be writing to it.
     *
     * @throws Problem {@link Problem.Kind#BUSY} where the table is not free within a second or so
     */
    default void extend(Table table) {
        install(List.of(table), read().state());
    }

    /** The tables that it is on; none where it was never installed. */
    Set<TableId> tables();

    /** Takes the guard off every table but these, and keeps its state. */
    void keepOnly(List<Table> tables);

    /** Takes the guard off every table and forgets its state. */
    void remove();

    /** The state now, and the server's clock as it was read. */
    Reading read();

    /**
     * Moves the guard, durably, if it is in the expected state.
     *
     * @return whether it was
     * @throws Problem {@link Problem.Kind#BUSY} where a guard cannot move past writers that are still open, and one is
     */
    boolean move(GuardState expected, GuardState next);

    /**
     * Waits until no transaction is open that may have passed the guard before it was shut, prepared ones included.
     *
     * @throws Problem naming who is still writing when the timeout is over
     */
    void awaitWriters(Duration timeout);

    /**
     * Tries to write as an application would, and changes nothing.
     *
     * @return whether the guard refused it
     */
    boolean refusesProbe();

    /** The guard's state and the server's clock, read in one statement. */
    record Reading(GuardState state, Instant serverTime) {
        public boolean accepts() {
            return state.accepts(serverTime);
        }
    }
}
