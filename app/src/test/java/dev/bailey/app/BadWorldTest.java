package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Servers and links that fail under a stream: it survives with both sides equal, or stops with the sentence that says
 * what to do. {@code -Dbailey.rounds=N} repeats what can be repeated.
 */
class BadWorldTest {

    private static final int ROUNDS = Integer.getInteger("bailey.rounds", 1);
    private static final long SEED = Long.getLong("bailey.seed", 1);

    private static PostgresServer source;
    private static PostgresServer target;

    @BeforeAll
    static void startServers() {
        source = PostgresServer.start(Version.OLDER, Map.of("synchronous_commit", "on"));
        target = PostgresServer.start(Version.NEWER, Map.of("synchronous_commit", "on"));
    }

    @AfterAll
    static void stopServers() {
        target.close();
        source.close();
    }

    @Test
    void eitherServerCrashesAndRestartsInCopyAndFollow() {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.onSource("INSERT INTO item (id, code, body)"
                    + " SELECT -n, -n, repeat('x', 1000) FROM generate_series(1, 3000) n");
            try (Churn churn = world.churn(3, SEED)) {
                world.awaitWrites(churn, 100);
                world.replication().copyAtMost(100_000); // half a minute, so that each crash falls into it
                world.start();
                world.eventually("rows are copied", () -> world.milestones.contains("copy: snapshot taken"));
                source.crash();
                world.milestones.clear(); // before anything can be copied again
                source.startAgain();
                world.eventually("rows are copied", () -> world.milestones.contains("copy: snapshot taken"));
                target.crash();
                target.startAgain();
                world.replication().copyAtMost(Long.MAX_VALUE);
                world.awaitCopy();
                for (int round = 0; round < ROUNDS; round++) {
                    for (PostgresServer server : new PostgresServer[] {source, target}) {
                        world.awaitWrites(churn, 100);
                        server.crash();
                        server.startAgain();
                        world.awaitWrites(churn, 100);
                        server.stop();
                        server.startAgain();
                    }
                }
                world.awaitWrites(churn, 100);
            }

            world.assertEqual();
        }
    }

    @Test
    void aServerThatNobodyWritesToShutsDownAtOnceAndIsFollowedAgain() {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.onSource("INSERT INTO flash VALUES (1, 'before')");
            world.start();
            world.awaitCopy();
            for (PostgresServer server : new PostgresServer[] {source, target}) {
                long begun = System.nanoTime();
                server.stop();
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
                server.startAgain();
                world.onSource("UPDATE flash SET v = v || ', and after a restart'");
                world.assertEqual();
            }
        }
    }

    @Test
    void linksAreSlowFrozenAndCutInCopyAndFollow() {
        try (FaultyLink toSource = new FaultyLink(source.port());
                FaultyLink toTarget = new FaultyLink(target.port());
                ReplicatedWorld world = new ReplicatedWorld(
                        source, "127.0.0.1:" + toSource.port(), target, "127.0.0.1:" + toTarget.port())) {
            FaultyLink[] links = {toSource, toTarget};
            try (Churn churn = world.churn(3, SEED)) {
                world.awaitWrites(churn, 100);
                world.start();
                for (FaultyLink link : links) {
                    link.reset();
                    link.delay(Duration.ofMillis(20));
                    world.awaitWrites(churn, 50);
                    link.delay(Duration.ZERO);
                }
                world.awaitCopy();
                for (int round = 0; round < ROUNDS; round++) {
                    for (FaultyLink link : links) {
                        link.freeze();
                        world.awaitWrites(churn, 200);
                        link.unfreeze();
                        world.awaitWrites(churn, 50);
                        link.cut();
                        world.awaitWrites(churn, 200);
                        link.mend();
                        world.awaitWrites(churn, 50);
                        link.freeze();
                        world.awaitWrites(churn, 50);
                        link.reset();
                        link.unfreeze();
                    }
                }
            }

            world.assertEqual();
        }
    }

    @Test
    void aStreamThatSomebodyDropsIsNotMadeAnew() {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.start();
            world.awaitCopy();
            world.awaitDrained();
            String slot = "bailey_" + world.stream(Side.SOURCE);
            world.eventually("the slot is dropped between two sessions of its reader", () -> {
                world.onSource(
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '" + slot
                                + "'",
                        "SELECT pg_drop_replication_slot('" + slot + "')");
                return true;
            });
            world.onSource("INSERT INTO flash VALUES (1, 'in no stream')");

            assertThat(world.awaitHalt(Side.SOURCE)).contains(slot).contains("must be copied again");
            world.end();
            assertThatThrownBy(world::start)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("from the source")
                    .hasMessageContaining("replication slot " + slot + " at 127.0.0.1:" + source.port())
                    .hasMessageContaining("is gone: somebody dropped it")
                    .hasMessageContaining("all tables must be copied again");
        }
    }

    @Test
    void aStreamThatSomebodyElseReadIsNotReadOn() {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.start();
            world.awaitCopy();
            world.awaitDrained();
            world.end();
            world.onSource("INSERT INTO flash VALUES (1, 'read by somebody else')");
            String slot = "bailey_" + world.stream(Side.SOURCE);
            world.onSource("SELECT count(*) FROM pg_logical_slot_get_binary_changes('" + slot
                    + "', NULL, NULL, 'proto_version', '1', 'publication_names', '" + slot + "')");
            world.start();

            assertThat(world.awaitHalt(Side.SOURCE))
                    .contains("somebody else read this slot")
                    .contains("all tables must be copied again");
        }
    }

    @Test
    void aUserThatIsLockedOutOfOneSideAndRefusedByTheOtherIsLetInAgain() throws IOException {
        String end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bailey'";
        Path rules = target.folder().resolve("pg_hba.conf");
        String usual = Files.readString(rules);
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.start();
            world.awaitCopy();
            world.awaitDrained();
            source.execute("postgres", "ALTER ROLE bailey NOLOGIN", end);
            Files.writeString(rules, "host all bailey all reject\n" + usual);
            target.execute("postgres", "SELECT pg_reload_conf()", end);
            // each stream comes first to the side that it writes to
            world.awaitTrouble(
                    Side.TARGET, source.port() + "/" + world.sourceName + " no longer lets user \"bailey\" in");
            world.awaitTrouble(
                    Side.SOURCE,
                    target.port() + "/" + world.targetName
                            + " no longer lets user \"bailey\" in: pg_hba.conf rejects connection for host \"127.0.0.1\"");
            world.onSource("INSERT INTO flash VALUES (1, 'meanwhile')");
            source.execute("postgres", "ALTER ROLE bailey LOGIN");
            Files.writeString(rules, usual);
            target.execute("postgres", "SELECT pg_reload_conf()");

            world.assertEqual();
        } finally {
            Files.writeString(rules, usual);
        }
    }

    @Test
    void limitsThatTheServerSetsForItsSessionsDoNotReachBailey() {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            for (String limit : new String[] {
                "statement_timeout = '200ms'",
                "lock_timeout = '10ms'",
                "idle_in_transaction_session_timeout = '500ms'",
                "idle_session_timeout = '500ms'"
            }) {
                world.onSource("ALTER DATABASE " + world.sourceName + " SET " + limit);
                world.onTarget("ALTER DATABASE " + world.targetName + " SET " + limit);
            }
            world.restart();
            try (Churn churn = world.churn(2, SEED)) {
                world.awaitCopy();
                world.awaitWrites(churn, 50);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(800));

            world.assertEqual();
        }
    }

    @Test
    void theLogOfOtherDatabasesIsLetGoWhileThisOneIsIdle() {
        try (ReplicatedWorld world = new ReplicatedWorld(source, target)) {
            world.start();
            world.awaitCopy();
            String busy = source.createDatabase();
            String confirmed = "SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = 'bailey_"
                    + world.stream(Side.SOURCE) + "'";

            source.execute(busy, "CREATE TABLE filler AS SELECT i, repeat('x', 500) FROM generate_series(1, 5000) i");

            String written = ReplicatedWorld.text(source, busy, "SELECT pg_current_wal_lsn()");
            world.eventually(
                    "the log is confirmed that far",
                    () -> ReplicatedWorld.text(source, busy, confirmed.formatted(written))
                            .equals("t"));
        }
    }
}
