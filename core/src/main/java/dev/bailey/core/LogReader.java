package dev.bailey.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of the change log. {@link #next} and {@link #keepAlive} are confined to one thread; {@link #confirm}
 * and {@link #close} may be called from any.
 */
public interface LogReader extends AutoCloseable {

    /**
     * The next event, or null when none came within {@code wait}. This, or {@link #keepAlive}, must be called at least
     * every ten seconds while the stream lives.
     *
     * @throws Problem when the stream broke; the reader is of no use afterwards
     */
    @Nullable LogEvent next(Duration wait);

    /**
     * Tells the server that we are there, and reads nothing: there may be no room for the next event.
     *
     * @throws Problem as {@link #next}
     */
    void keepAlive();

    /**
     * Makes sure, before the first {@link #next}, that what follows goes on behind what was applied.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} when it does not: the log has lost what was applied, or the stream was
     *     confirmed past it
     */
    void resumesAfter(Position applied);

    /**
     * Which line of the log this reads: another one as soon as a standby took over, which may lack the last commits.
     */
    String lineage();

    /** Whether transactions are left out because a replication has written them. */
    boolean leavesOutReplicated();

    /** Says that everything up to here is durable on the other side, so that the server may discard its log. */
    void confirm(Position durable);

    @Override
    void close();
}
