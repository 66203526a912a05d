package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.TableId;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.replication.ReplicationSettings.BatchLimits;
import dev.bailey.replication.ReplicationSettings.QueueLimits;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import dev.bailey.testkit.SlowStandby;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where copy and follow could miss each other although each is right by itself, by the numbers that the tests bear.
 * Three of the seven are the connector's to close, and are shown there:
 *
 * <ol>
 *   <li>What is streamed before it is visible
 *   <li>The order of queueing and looking, and a transaction that is half read
 *   <li>What is committed just before the stream begins: {@code PostgresStreamTest}
 *   <li>What a crash takes back after it was seen
 *   <li>A table truncated or rewritten between snapshot and copy: {@code PostgresSnapshotTest}
 *   <li>A row that moves between ranges, without its large value: {@code PostgresSnapshotTest}
 *   <li>What waits for a copy, past memory and past a crash
 * </ol>
 *
 * {@code -Dbailey.versions=all} asks every version where otherwise one stands for all.
 */
class SevenHolesTest {

    private static final TableId FLASH = new TableId("public", "flash");
    private static final Duration HOUR = Duration.ofHours(1);

    private static List<Version> versions() {
        return System.getProperty("bailey.versions") == null ? List.of(Version.OLDER) : List.of(Version.values());
    }

    /** Hole 1. */
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

    private static void reloadAndWait(ReplicatedWorld world) {
        world.milestones.clear();
        world.replication().reload(FLASH);
        awaitReload(world);
    }

    /** Until the reload is done, or has had the time to. */
    private static void awaitReload(ReplicatedWorld world) {
        world.eventually("the copy is begun", () -> world.milestones.contains("copy: table pending"));
        long begun = System.nanoTime();
        while (!world.replication().copy().done() && System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(1_500)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Hole 2: were the snapshot older than the queue, what is streamed between the two would never be in it. */
    @Test
    void aTableThatIsAlwaysWrittenToIsCopiedUnderItsFirstSnapshot() {
        try (ReplicatedWorld world = new ReplicatedWorld(Servers.OLD, Servers.NEW)) {
            world.start();
            world.awaitCopy();
            AtomicInteger snapshots = new AtomicInteger();
            writeAtEachSnapshot(world, snapshots);

            world.replication().reload(FLASH);
            world.eventually("a row is written", () -> snapshots.get() > 0);
            world.assertEqual();

            assertThat(snapshots).hasValue(1);
            assertThat(world.onTargetText("SELECT count(*) FROM flash")).isEqualTo("1");
        }
    }

    private static void writeAtEachSnapshot(ReplicatedWorld world, AtomicInteger snapshots) {
        world.when("copy: snapshot taken", () -> {
            writeAtEachSnapshot(world, snapshots);
            world.onSource("INSERT INTO flash VALUES (" + snapshots.incrementAndGet() + ", 'streamed at once')");
            world.awaitDrained();
        });
    }

    /** Hole 2: were a table's changes to queue from the middle of a transaction on, the half before would be lost. */
    @Test
    void aReloadAskedForInTheMiddleOfATransactionLosesNoneOfIt() throws SQLException {
        ReplicationSettings usual = ReplicationSettings.defaults();
        try (SlowStandby standby = new SlowStandby(Servers.OLD);
                ReplicatedWorld world = new ReplicatedWorld(Servers.OLD, Servers.NEW)) {
            // no heartbeat begins a batch
            world.use(new ReplicationSettings(
                    usual.copy(), new BatchLimits(1_000, /* changesMax= */ 100, 1 << 20), usual.queue(), HOUR, false));
            world.start();
            world.awaitCopy();
            world.milestones.clear();
            world.when("follow: batch begun", () -> {
                world.replication().reload(FLASH);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            });

            // its snapshot will not see the transaction, which is not visible yet
            standby.stall();
            CompletableFuture<Void> committed = CompletableFuture.runAsync(() -> world.onSource(
                    "SET synchronous_commit = remote_apply",
                    "INSERT INTO flash SELECT i, 'v' FROM generate_series(1, 1000) i"));
            awaitReload(world);
            standby.goOn();
            committed.join();

            world.assertEqual();
        }
    }

    /**
     * Hole 4: with asynchronous commits the snapshot sees what is not yet on the disk. Were it copied, a crash would
     * take it back on the source alone, and its number would be given to another, which would be taken for copied.
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

    /** Hole 7: a queue is bounded in memory. */
    @Test
    void whatWaitsForACopyWaitsInAFileAndIsAppliedFromThere(@TempDir Path folder) {
        try (ReplicatedWorld world = new ReplicatedWorld(Servers.OLD, Servers.NEW)) {
            ReplicationSettings usual = ReplicationSettings.defaults();
            QueueLimits few = new QueueLimits(/* changesInMemory= */ 2, 1_000, folder);
            world.use(new ReplicationSettings(usual.copy(), usual.batch(), few, usual.beat(), false));
            AtomicBoolean spilled = new AtomicBoolean();
            world.start();
            world.awaitCopy();
            world.milestones.clear();
            world.when("copy: rows loaded", () -> {
                world.onSource(
                        "INSERT INTO flash SELECT i, 'v' FROM generate_series(1, 100) i", "UPDATE flash SET v = 'w'");
                world.awaitDrained();
                spilled.set(folder.toFile().list().length > 0);
            });

            world.replication().reload(FLASH);
            world.eventually("it is followed", () -> world.milestones.contains("copy: table followed"));

            world.assertEqual();
            assertThat(spilled).isTrue();
            assertThat(folder).isEmptyDirectory();
        }
    }

    /** Hole 7: a crash forgets the queue, and the checkpoint is past what was in it. */
    @ParameterizedTest
    @ValueSource(strings = {"copy: table pending", "copy: rows loaded"})
    void whatWaitedForACopyThatACrashEndedIsCopied(String milestone) {
        try (ReplicatedWorld world = new ReplicatedWorld(Servers.OLD, Servers.NEW)) {
            CountDownLatch queued = new CountDownLatch(1);
            world.start();
            world.awaitCopy();
            world.when(milestone, () -> {
                world.onSource("INSERT INTO flash VALUES (1, 'queued')");
                world.awaitDrained();
                queued.countDown();
                goNoFurther();
            });

            world.replication().reload(FLASH);
            world.eventually("a change waits", () -> queued.getCount() == 0);
            world.restart();

            world.assertEqual();
            assertThat(world.onTargetText("SELECT v FROM flash")).isEqualTo("queued");
        }
    }

    /** Until the thread is told to end, and then ends it there. */
    private static void goNoFurther() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the process was killed here", e);
        }
    }
}
