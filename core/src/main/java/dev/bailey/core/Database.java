package dev.bailey.core;

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

    Digests digests();

    @Override
    void close();
}
