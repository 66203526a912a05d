package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.TableId;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import dev.bailey.testkit.SlowStandby;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where copy and follow could miss each other although each is right by itself. {@code -Dbailey.versions=all} asks
 * every version where otherwise one stands for all.
 */
class SevenHolesTest {

    private static final TableId FLASH = new TableId("public", "flash");
    private static final Duration HOUR = Duration.ofHours(1);

    private static List<Version> versions() {
        return System.getProperty("bailey.versions") == null ? List.of(Version.OLDER) : List.of(Version.values());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatIsStreamedBeforeItIsVisibleIsNotLostToAReload(Version version) throws SQLException {
        try (PostgresServer source = PostgresServer.start(version);
                PostgresServer target = PostgresServer.start(Version.NEWER);
                SlowStandby standby = new SlowStandby(source);
                ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.start();
            world.awaitCopy();

            CompletableFuture<Void> committed = invisibly(world, standby, "INSERT INTO flash VALUES (1, 'early')");
            reloadAndWait(world);
            standby.goOn();
            committed.join();
            world.assertEqual();

            // The same, with a Bailey that does not remember what it was streamed before it was restarted.
            committed = invisibly(world, standby, "INSERT INTO flash VALUES (2, 'early, and forgotten')");
            world.restart();
            world.eventually(
                    "tables are known", () -> world.replication().copy().done());
            reloadAndWait(world);
            standby.goOn();
            committed.join();
            world.assertEqual();
        }
    }

    /** Commits so that it comes to the target and is not yet visible on the source. */
    private static CompletableFuture<Void> invisibly(ReplicatedWorld world, SlowStandby standby, String sql) {
        String before = world.onTargetText("SELECT count(*) FROM flash");
        standby.stall();
        CompletableFuture<Void> committed =
                CompletableFuture.runAsync(() -> world.onSource("SET synchronous_commit = remote_apply", sql));
        world.eventually(
                "it comes to the target",
                () -> !world.onTargetText("SELECT count(*) FROM flash").equals(before));
        assertThat(world.onSourceText("SELECT count(*) FROM flash")).isEqualTo(before);
        return committed;
    }

    /** Until the reload is done, or has had the time to. */
    private static void reloadAndWait(ReplicatedWorld world) {
        world.milestones.clear();
        world.replication().reload(FLASH);
        world.eventually("the copy is begun", () -> world.milestones.contains("copy: table pending"));
        long begun = System.nanoTime();
        while (!world.replication().copy().done() && System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(1_500)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /**
     * With asynchronous commits the snapshot sees what is not yet on the disk. Were it copied, a crash would take it
     * back on the source alone, and its number would be given to another, which would be taken for copied.
     */
    @Test
    void whatACrashTakesBackIsNotCopied() {
        Map<String, String> lazy =
                Map.of("synchronous_commit", "off", "wal_writer_delay", "10s", "wal_writer_flush_after", "1GB");
        try (PostgresServer source = PostgresServer.start(Version.OLDER, lazy);
                PostgresServer target = PostgresServer.start(Version.NEWER);
                ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            // Every heartbeat would bring all to the disk.
            world.beatEvery(HOUR);
            world.start();
            world.awaitCopy();
            world.when("copy: table pending", () -> world.onSource("INSERT INTO flash VALUES (1, 'not on the disk')"));
            world.when("copy: rows loaded", () -> {
                source.crash();
                source.startAgain();
                world.onSource("INSERT INTO flash VALUES (2, 'after the crash, perhaps with the same number')");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_200));
            });
            world.replication().reload(FLASH);
            world.eventually("it crashed", () -> world.milestones.contains("copy: rows loaded"));
            world.awaitCopy();
            world.assertEqual();
        }
    }
}
