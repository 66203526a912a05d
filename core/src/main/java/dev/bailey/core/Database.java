package dev.bailey.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One side of a store: a live database, reached by one connector. Thread-safe; each part opens its own connections. */
public interface Database extends AutoCloseable {

    /** Where it is, for people: engine version, host, port and database, never a secret. */
    String label();

    Catalog catalog();

    Shapes shapes();

    ChangeLog log();

    /** Takes a snapshot of one table now, protected against truncation and rewrites while it is held. */
    TableSnapshot snapshot(Table table, String format);

    Loader loader();

    /** Opens a session that applies this stream here. */
    Applier applier(String stream);

    /** The checkpoint of a stream that is applied here, as committed; empty before the first. */
    Optional<Checkpoint> checkpoint(String stream);

    /** The conflicts that are kept here of a stream, newest first, at most so many; none before the first. */
    List<Conflict> conflicts(String stream, int most);

    Guard guard();

    /**
     * The guard of one slice, where tenants move apart: it refuses writes to rows of the slice's tenants alone, and
     * those of the last slice also to tables that are everyone's. What it puts on tables and takes off serves every
     * slice; each has a state of its own. Those of tenants that validate begin with the opposite of what it is
     * installed with.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} where the engine has none
     */
    default Guard guard(Tenancy tenancy, Slice slice) {
        throw new Problem(
                Problem.Kind.UNFIT,
                label() + ": this version cannot guard tenants apart there; move everyone in one slice");
    }

    /** The application's triggers here, where sessions cannot leave them out. */
    default TableTriggers triggers() {
        return TableTriggers.LEFT_OUT;
    }

    Digests digests();

    /**
     * The number that a query of the plan gives, in a transaction that may not write.
     *
     * @param query gives one row of one column
     * @param limit within which it answers, at least a second
     * @throws Problem {@link Problem.Kind#UNFIT} when it gives anything else
     */
    double number(String query, Duration limit);

    @Override
    void close();
}
