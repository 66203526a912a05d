package dev.bailey.replication;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a store is copied and followed. Immutable.
 *
 * @param beat time from one heartbeat to the next
 * @param healsConflicts whether the side whose log has a change wins over a row that does not fit it; otherwise the
 *     stream halts there
 */
public record ReplicationSettings(
        CopyLimits copy, BatchLimits batch, QueueLimits queue, Duration beat, boolean healsConflicts) {

    public ReplicationSettings {
        atLeastOne("beat in milliseconds", beat.toMillis());
    }

    /**
     * How fast tables are copied.
     *
     * @param connections how many ranges are copied at once, and at most how many tables
     * @param bytesPerSecond the speed limit over all connections
     */
    public record CopyLimits(int connections, long bytesPerSecond) {

        public CopyLimits {
            atLeastOne("connections", connections);
            atLeastOne("bytesPerSecond", bytesPerSecond);
        }
    }

    /**
     * What one transaction of Bailey's carries; a larger one of the source streams through.
     *
     * @param transactionsMax whole transactions of the source
     * @param changesMax row changes collected before they are written
     * @param bytesMax the same in bytes of row values
     */
    public record BatchLimits(int transactionsMax, int changesMax, long bytesMax) {

        public BatchLimits {
            atLeastOne("transactionsMax", transactionsMax);
            atLeastOne("changesMax", changesMax);
            atLeastOne("bytesMax", bytesMax);
        }
    }

    /**
     * Where the changes to a table wait while it is copied.
     *
     * @param changesInMemory so many of them; the rest go to a file
     * @param changesMax past it that copy is given up
     * @param folder where such files are made
     */
    public record QueueLimits(int changesInMemory, long changesMax, Path folder) {

        public QueueLimits {
            atLeastOne("changesInMemory", changesInMemory);
            atLeastOne("changesMax", changesMax);
        }

        public QueueLimits in(Path other) {
            return new QueueLimits(changesInMemory, changesMax, other);
        }
    }

    /** What serves most stores: four connections, as fast as they go, a heartbeat each second. */
    public static ReplicationSettings defaults() {
        return new ReplicationSettings(
                new CopyLimits(4, Long.MAX_VALUE),
                new BatchLimits(4_000, 50_000, 16 << 20),
                new QueueLimits(100_000, 100_000_000, Path.of(System.getProperty("java.io.tmpdir"))),
                Duration.ofSeconds(1),
                /* healsConflicts= */ false);
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
