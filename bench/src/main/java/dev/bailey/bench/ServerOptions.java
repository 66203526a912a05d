package dev.bailey.bench;

import dev.bailey.testkit.PostgresServer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the servers of a table are like: close to production, but for what would disturb a run that lasts seconds. */
final class ServerOptions {

    @Option(
            names = "--server",
            defaultValue = "15",
            description =
                    "major version of the servers, 14 to 18; the programs of pg_dump and pgbench must not be older")
    private int major = 15;

    @Option(
            names = "--target",
            paramLabel = "<major>",
            description = "major version of the target, where there are two servers (default: as the source's)")
    private @Nullable Integer targetMajor;

    @Option(
            names = "--fsync",
            defaultValue = "on",
            description = "whether the servers wait for the disk: on or off (default: ${DEFAULT-VALUE})")
    private String fsync = "on";

    @Option(
            names = "--shared-buffers",
            defaultValue = "1GB",
            description = "of each server (default: ${DEFAULT-VALUE})")
    private String sharedBuffers = "1GB";

    /** @param more settings of this table's own */
    PostgresServer start(Map<String, String> more) {
        return start(major, more);
    }

    /** The second of two. */
    PostgresServer startTarget(Map<String, String> more) {
        return start(targetMajor == null ? major : targetMajor, more);
    }

    private PostgresServer start(int version, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("fsync", fsync),
                Map.entry("shared_buffers", sharedBuffers),
                Map.entry("max_wal_size", "16GB"),
                Map.entry("checkpoint_timeout", "30min"),
                Map.entry("maintenance_work_mem", "256MB"),
                Map.entry("max_worker_processes", "16"),
                Map.entry("wal_retrieve_retry_interval", "100ms"),
                // it would come to some runs and not to others
                Map.entry("autovacuum", "off")));
        settings.putAll(more);
        return PostgresServer.start(PostgresServer.Version.valueOf("V" + version), settings);
    }

    /** For the headline of a table. */
    String words() {
        return "PostgreSQL " + major + (targetMajor == null ? "" : " to " + targetMajor) + ", fsync " + fsync
                + ", shared_buffers " + sharedBuffers;
    }
}
