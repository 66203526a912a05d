package dev.bailey.replication;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a store is copied and followed. Immutable.
 *
 * @param copyConnections how many ranges are copied at once, and at most how many tables
 * @param copyBytesPerSecond the copy's speed limit over all its connections
 * @param transactionsPerBatch whole transactions that one transaction of Bailey's carries, at most
 * @param changesPerBatch row changes collected before they are written, at most; a larger transaction streams through
 * @param bytesPerBatch the same in bytes of row values
 * @param queuedChangesInMemory changes to one table that is being copied kept in memory; the rest go to a file
 * @param queuedChangesMax changes to one table that is being copied, at most; past it that copy is given up
 * @param beat time from one heartbeat to the next
 * @param healsConflicts whether the side whose log has a change wins over a row that does not fit it; otherwise the
 *     stream halts there
 * @param spillFolder where such files are made
 */
public record ReplicationSettings(
        int copyConnections,
        long copyBytesPerSecond,
        int transactionsPerBatch,
        int changesPerBatch,
        long bytesPerBatch,
        int queuedChangesInMemory,
        long queuedChangesMax,
        Duration beat,
        boolean healsConflicts,
        Path spillFolder) {

    public ReplicationSettings {
        atLeastOne("copyConnections", copyConnections);
        atLeastOne("copyBytesPerSecond", copyBytesPerSecond);
        atLeastOne("transactionsPerBatch", transactionsPerBatch);
        atLeastOne("changesPerBatch", changesPerBatch);
        atLeastOne("bytesPerBatch", bytesPerBatch);
        atLeastOne("queuedChangesInMemory", queuedChangesInMemory);
        atLeastOne("queuedChangesMax", queuedChangesMax);
        atLeastOne("beat in milliseconds", beat.toMillis());
    }

    public ReplicationSettings copying(int connections, long bytesPerSecond) {
        return new ReplicationSettings(
                connections,
                bytesPerSecond,
                transactionsPerBatch,
                changesPerBatch,
                bytesPerBatch,
                queuedChangesInMemory,
                queuedChangesMax,
                beat,
                healsConflicts,
                spillFolder);
    }

    public ReplicationSettings healing(boolean heals) {
        return new ReplicationSettings(
                copyConnections,
                copyBytesPerSecond,
                transactionsPerBatch,
                changesPerBatch,
                bytesPerBatch,
                queuedChangesInMemory,
                queuedChangesMax,
                beat,
                heals,
                spillFolder);
    }

    public ReplicationSettings spillingTo(Path folder) {
        return new ReplicationSettings(
                copyConnections,
                copyBytesPerSecond,
                transactionsPerBatch,
                changesPerBatch,
                bytesPerBatch,
                queuedChangesInMemory,
                queuedChangesMax,
                beat,
                healsConflicts,
                folder);
    }

    /** What serves most stores: four connections, as fast as they go, a heartbeat each second. */
    public static ReplicationSettings defaults() {
        return new ReplicationSettings(
                4,
                Long.MAX_VALUE,
                1_000,
                50_000,
                16 << 20,
                100_000,
                100_000_000,
                Duration.ofSeconds(1),
                /* healsConflicts= */ false,
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
