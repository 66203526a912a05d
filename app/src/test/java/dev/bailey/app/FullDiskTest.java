package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room, which is a small file system in memory: needs the right to mount one. */
@EnabledIfSystemProperty(named = "bailey.rounds", matches = "\\d+", disabledReason = "a part of .ci/soak")
class FullDiskTest {

    /** So slow that the copy is far from done when the disk is full. */
    private static final long BYTES_PER_SECOND = 1 << 20;

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int BLOCKS_MAX = 500;

    @TempDir(cleanup = CleanupMode.NEVER)
    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        assumeTrue(
                mounted("mount", "-t", "tmpfs", "-o", "size=32m,mode=0777", "tmpfs", disk.toString()),
                "this machine does not let the test mount a file system; run it as root where mounting is allowed");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        mounted("umount", "-l", disk.toString());
    }

    private static boolean mounted(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    void aFullTargetIsWaitedForInFollowAndInCopy() throws IOException, InterruptedException {
        try (PostgresServer source = PostgresServer.start(Version.OLDER);
                PostgresServer target = PostgresServer.start(Version.NEWER)) {
            Path space = Files.createDirectory(disk.resolve("space"));
            target.execute("postgres", "CREATE TABLESPACE small LOCATION '" + space + "'");
            try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
                for (String table : new String[] {"item", "account", "flash"}) {
                    world.onTarget("ALTER TABLE " + table + " SET TABLESPACE small");
                }
                world.start();
                world.awaitCopy();
                world.onSource("INSERT INTO flash SELECT i, repeat('large ', 200) FROM generate_series(1, 40000) i");
                world.awaitTrouble(Side.SOURCE, "make room on that server's disk");
                // what the tries left behind takes room until it is vacuumed away
                assertThat(mounted("mount", "-o", "remount,size=200m", disk.toString()))
                        .isTrue();
                world.assertEqual();

                world.replication().copyAtMost(BYTES_PER_SECOND);
                world.replication().reload(new TableId("public", "flash"));
                world.eventually(
                        "the table is emptied",
                        () -> world.onTargetText("SELECT count(*) FROM flash").equals("0"));
                Path filler = Files.createFile(disk.resolve("filler"));
                fill(filler);
                world.replication().copyAtMost(Long.MAX_VALUE);
                world.eventually(
                        "the copy says so",
                        () -> world.replication()
                                .copy()
                                .trouble()
                                .filter(problem ->
                                        String.valueOf(problem.getMessage()).contains("make room"))
                                .isPresent());
                Files.delete(filler);

                world.eventually(
                        "the reload is done",
                        () -> world.replication().copy().current().isEmpty());
                world.assertEqual();
            }
        }
    }

    /** Until nothing goes in any more. */
    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int block = 0; block < BLOCKS_MAX; block++) {
                out.write(new byte[BLOCK_BYTES]);
            }
        } catch (IOException full) {
            return;
        }
        throw new IllegalStateException("there is more room than the test gave");
    }

    @Test
    void aSourceThatCannotWriteItsLogIsWaitedFor() throws IOException, InterruptedException {
        try (PostgresServer source = PostgresServer.start(Version.OLDER, Map.of("wal_recycle", "off"));
                PostgresServer target = PostgresServer.start(Version.NEWER)) {
            moveLog(source);
            try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
                world.start();
                world.awaitCopy();
                world.onSource("INSERT INTO flash VALUES (1, 'before')");
                Path filler = disk.resolve("filler");
                fill(filler);
                try (Churn churn = world.churn(3, 1)) {
                    world.eventually("the server gives up", () -> isDown(source));
                    Files.delete(filler);
                    assertThat(mounted("mount", "-o", "remount,size=200m", disk.toString()))
                            .isTrue();
                    if (!source.isAlive()) {
                        source.startAgain();
                    }
                    world.awaitWrites(churn, 100);
                }

                world.assertEqual();
            }
        }
    }

    private static boolean isDown(PostgresServer server) {
        try {
            server.execute("postgres", "SELECT 1");
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void moveLog(PostgresServer server) throws IOException, InterruptedException {
        server.stop();
        Path log = server.folder().resolve("pg_wal");
        Path moved = disk.resolve("pg_wal");
        assertThat(mounted("mv", log.toString(), moved.toString())).isTrue();
        Files.createSymbolicLink(log, moved);
        server.startAgain();
    }
}
