package dev.bailey.replication;

import dev.bailey.core.Database;
import dev.bailey.core.Milestones;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Wanted;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * All that one direction of a replication is made of.
 *
 * @param stream its name in both databases
 * @param reads the side whose log it reads
 * @param appliesAtFirst whether it applies before any mark told it to
 * @param owners whose writes are the application's now
 * @param wanted which of the log's transactions must be read now
 */
record Line(
        String stream,
        Side reads,
        Database from,
        Database into,
        boolean appliesAtFirst,
        ReplicationSettings settings,
        InstantSource clock,
        Milestones milestones,
        Stopping stopping,
        Tables tables,
        Streamed streamed,
        Meter meter,
        TouchedKeys touched,
        WatchedRows watched,
        Halt halt,
        Arbiter arbiter,
        Supplier<Ownership> owners,
        Supplier<Wanted> wanted) {

    /** The mark in the log at which the stream begins to apply. */
    String applyMark() {
        return "apply " + stream;
    }

    /** @throws Problem when the log no longer has what comes after the stream's checkpoint */
    void requireWhole() {
        into.checkpoint(stream)
                .ifPresent(checkpoint -> from.log().lost(stream).ifPresent(because -> {
                    throw new Problem(
                            Problem.Kind.UNFIT,
                            "stream " + stream + " from the " + reads.label() + ", applied up to "
                                    + checkpoint.position().text() + ", cannot go on: " + because);
                }));
    }

    /**
     * To be called before anything is written: where not all is known that was touched up to the transaction with this
     * counter, every table counts as touched.
     */
    void restoreTouched(long committed) {
        if (!touched.covers(committed)) {
            touched.all(tables.known());
        }
    }

    /** What somebody has to mend before the table's changes can be written exactly. */
    Problem misfit(TableId table, String because) {
        return new Problem(
                Problem.Kind.MISFIT,
                "table " + table + " on the " + reads.opposite().label() + " " + because
                        + "; what waits for it goes on by itself then");
    }
}
