package dev.bailey.core;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@link Clash} as the database keeps it for people to see. Immutable.
 *
 * <p>Rows are JSON objects of a value for each column: the engine's own text or null, {@code {"unchanged": true}} for
 * one that the log leaves out, and {@code {"begins": …, "bytes": …}} for one that was cut.
 *
 * @param id its number in this database
 * @param position of the log, up to which the transaction would have been applied
 * @param key the values by which the row was known before the change
 * @param incoming the row after the change, as far as the log tells; empty for a delete
 * @param found the row in its way; empty when there was none, or none could be named
 * @param by who let it be healed; empty when it was not
 * @param epoch of this side's guard; empty when it has none
 * @param waits whether the stream still stands before it
 */
public record Conflict(
        long id,
        Instant at,
        String stream,
        String position,
        TableId table,
        Clash.Kind kind,
        String key,
        Optional<String> incoming,
        Optional<String> found,
        Decision decision,
        Optional<String> by,
        OptionalLong epoch,
        boolean waits) {

    /** What was done about it. */
    public enum Decision {
        /** The stream stopped before it, for a person to look. */
        HALTED,
        /** The side whose log has the change won. */
        HEALED
    }
}
