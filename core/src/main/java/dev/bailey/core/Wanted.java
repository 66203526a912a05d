package dev.bailey.core;

/** Which transactions of a log a reader asks for. */
public enum Wanted {
    ALL,
    /**
     * Those that no replication has written, neither Bailey nor another: where the server can leave them out, which
     * spares both ends the work, and all elsewhere. Only for the log of a side that does not own the writes.
     */
    LOCAL
}
