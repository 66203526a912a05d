package dev.bailey.replication;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one direction is doing, and how well. Immutable.
 *
 * @param behind end to end, from the last heartbeat, and growing while none comes; empty before the first
 * @param lag over all heartbeats so far; empty before the first
 * @param transactions of the application, applied (or, while observing, seen)
 * @param changes to rows, applied
 * @param foreign transactions of the application on a side that does not own the writes, or while only observing
 * @param lastForeign the first table that the last of them changed
 * @param validating transactions of those who try the target out, which are carried nowhere
 * @param conflicts changes that did not fit what the database held, as it keeps them
 * @param healed of these, those where the side whose log has the change won
 * @param lastHeal the highest number of a healed one that was ever seen, whether it is kept or not; 0 before the first
 * @param halted the number of the conflict that the stream waits with; empty when it waits for nobody
 * @param failure why the stream stopped, or why it is connecting again right now
 * @param kept log that the server keeps for this stream; empty when not measured
 */
public record StreamStatus(
        Mode mode,
        Optional<Duration> behind,
        Optional<Lag> lag,
        long transactions,
        long changes,
        long foreign,
        Optional<TableId> lastForeign,
        long validating,
        long conflicts,
        long healed,
        long lastHeal,
        OptionalLong halted,
        Optional<Problem> failure,
        Optional<LogKept> kept) {

    /** What a stream does with what it reads. */
    public enum Mode {
        /** Applies, while some tables are still being copied. */
        COPYING,
        FOLLOWING,
        /** Reads and counts, and applies nothing. */
        OBSERVING,
        /** Waits, with all that came before written, until the tables of both sides are made alike. */
        WAITING,
        /** Stands before a conflict until a person lets it go on. */
        HALTED,
        /** Ended for good by its failure, or not started. */
        STOPPED
    }

    /** Measured lag. */
    public record Lag(long beats, long p50Millis, long p99Millis, long maxMillis) {}
}
