package dev.bailey.core;

import java.time.Instant;

/** What a {@link LogReader} yields: whole transactions in commit order, each begun, filled and committed. Immutable. */
public sealed interface LogEvent {

    /**
     * A transaction starts. Its changes follow; of a transaction of Bailey's own none do.
     *
     * @param position of its commit: a checkpoint that covers it has this transaction
     * @param committedAt by the clock of the server that wrote it
     */
    record Begin(TransactionId id, Position position, Instant committedAt, Origin origin) implements LogEvent {}

    /** One change of the transaction begun last. */
    record Changed(Change change) implements LogEvent {}

    /** A mark that Bailey wrote into the log, inside the transaction begun last. */
    record Marked(String mark) implements LogEvent {}

    /** The transaction begun last is complete. */
    record Commit(Position position) implements LogEvent {}

    /**
     * Between two transactions: up to here there is nothing more. What is confirmed as applied is never past the
     * checkpoint, so this has to go through it, or an idle stream would keep the server's log for ever, and keep a
     * server that shuts down waiting for a word that does not come.
     */
    record Reached(Position position) implements LogEvent {}
}
