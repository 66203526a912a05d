package dev.bailey.bench;

import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import dev.bailey.testkit.PostgresServer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the servers of a table are like: close to production, but for what would disturb a run that lasts seconds. */
final class ServerOptions {

    private static final String REPLICA_THREADS = "2";

    @Option(
            names = "--engine",
            defaultValue = "postgresql",
            description = "one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Engine engine = Engine.POSTGRESQL;

    @Option(
            names = "--server",
            defaultValue = "15",
            description =
                    "major version of PostgreSQL, 14 to 18; the programs of pg_dump and pgbench must not be older")
    private int major = 15;

    @Option(
            names = "--target",
            paramLabel = "<major>",
            description =
                    "major version of PostgreSQL on the target, where there are two servers (default: as the source's)")
    private @Nullable Integer targetMajor;

    @Option(
            names = "--fsync",
            defaultValue = "on",
            description = "whether PostgreSQL waits for the disk: on or off (default: ${DEFAULT-VALUE})")
    private String fsync = "on";

    @Option(
            names = "--durable",
            description = "whether MySQL and MariaDB wait for the disk at each commit: sync_binlog and"
                    + " innodb_flush_log_at_trx_commit are 1, and otherwise 0 and 2")
    private boolean durable;

    @Option(
            names = "--shared-buffers",
            defaultValue = "1GB",
            description = "of each server: innodb_buffer_pool_size elsewhere (default: ${DEFAULT-VALUE})")
    private String sharedBuffers = "1GB";

    Engine engine() {
        return engine;
    }

    /** @throws IllegalStateException for a table that no other engine has */
    void requirePostgres() {
        if (engine != Engine.POSTGRESQL) {
            throw new IllegalStateException("this table is of PostgreSQL alone, and not of " + engine);
        }
    }

    /** @param more settings of this table's own */
    BenchServer start(Map<String, String> more) {
        return switch (engine) {
            case POSTGRESQL -> new PostgresBenchServer(postgres(major, more));
            case MYSQL -> new MysqlBenchServer(MySqlServer.start(mysql("innodb-redo-log-capacity", more)));
            case MARIADB -> new MysqlBenchServer(MariaDbServer.start(mysql("innodb-log-file-size", more)));
        };
    }

    /** The second of two. */
    BenchServer startTarget(Map<String, String> more) {
        return engine == Engine.POSTGRESQL
                ? new PostgresBenchServer(postgres(targetMajor == null ? major : targetMajor, more))
                : start(withNumbersOfItsOwn(more));
    }

    /** So that what a replica takes over and what it writes itself never share a sequence. */
    private Map<String, String> withNumbersOfItsOwn(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        if (engine == Engine.MARIADB) {
            settings.put("gtid-domain-id", "2");
        }
        return settings;
    }

    private PostgresServer postgres(int version, Map<String, String> more) {
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

    private Map<String, String> mysql(String logSize, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "innodb-buffer-pool-size",
                sharedBuffers.replace("B", ""),
                logSize,
                "2G",
                "sync-binlog",
                durable ? "1" : "0",
                "innodb-flush-log-at-trx-commit",
                durable ? "1" : "2"));
        // what lets a replica's threads work beside each other; both servers have the same
        settings.putAll(
                engine == Engine.MYSQL
                        ? Map.of(
                                "replica-parallel-workers",
                                REPLICA_THREADS,
                                "binlog-transaction-dependency-tracking",
                                "WRITESET")
                        : Map.of("slave-parallel-threads", REPLICA_THREADS));
        settings.putAll(more);
        return settings;
    }

    /** For the headline of a table. */
    String words() {
        return switch (engine) {
            case POSTGRESQL ->
                "PostgreSQL " + major + (targetMajor == null ? "" : " to " + targetMajor) + ", fsync " + fsync
                        + ", shared_buffers " + sharedBuffers;
            case MYSQL -> "MySQL 8.0.31" + mysqlWords();
            case MARIADB -> "MariaDB" + mysqlWords();
        };
    }

    private String mysqlWords() {
        return ", " + (durable ? "durable" : "relaxed") + ", innodb_buffer_pool_size " + sharedBuffers;
    }
}
