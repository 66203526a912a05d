package dev.bailey.app;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A standby takes over from a source or a target, with and without the last commits. */
class FailoverTest {

    private static final String STANDBY = "standby";
    private static final Map<String, String> SETTINGS = Map.of("synchronous_commit", "on");

    private static PostgresServer other;
    private PostgresServer primary;
    private PostgresServer standby;

    @BeforeAll
    static void startOther() {
        other = PostgresServer.start(Version.OLDER, SETTINGS);
    }

    @AfterAll
    static void stopOther() {
        other.close();
    }

    @BeforeEach
    void startServers() {
        primary = PostgresServer.start(Version.NEWER, SETTINGS);
        standby = primary.startStandby(STANDBY);
    }

    @AfterEach
    void stopServers() {
        standby.close();
        primary.close();
    }

    private String both() {
        return "127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port();
    }

    @Test
    @EnabledIfSystemProperty(named = "bailey.rounds", matches = "\\d+", disabledReason = "a part of .ci/soak")
    void aSourceWhoseStandbyKeepsTheSlotIsFollowedOverAFailover() {
        primary.execute(
                "postgres",
                "ALTER SYSTEM SET synchronized_standby_slots = '" + STANDBY + "'",
                "SELECT pg_reload_conf()");
        try (ReplicatedWorld world = new ReplicatedWorld(primary, both(), other, "127.0.0.1:" + other.port())) {
            world.start();
            try (Churn churn = world.churn(3, 1)) {
                world.awaitCopy();
                world.awaitWrites(churn, 200);
                awaitSlotOnStandby(world, Side.SOURCE);
                world.awaitWrites(churn, 100);
                primary.crash();
            }
            standby.promote();
            world.sourceIs(standby);
            try (Churn churn = world.churn(3, 2)) {
                world.awaitWrites(churn, 200);
            }

            world.assertEqual();
            world.restart();
            world.assertEqual();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "bailey.rounds", matches = "\\d+", disabledReason = "a part of .ci/soak")
    void aSourceFailedOverWithoutItsLastCommitsIsNotFollowed() {
        try (ReplicatedWorld world = new ReplicatedWorld(primary, both(), other, "127.0.0.1:" + other.port())) {
            world.start();
            world.awaitCopy();
            awaitSlotOnStandby(world, Side.SOURCE);
            cutStandbyOff();
            world.onSource("INSERT INTO flash VALUES (1, 'only on the old primary, and on the target')");
            world.awaitDrained();
            primary.crash();
            standby.promote();
            world.sourceIs(standby);
            world.onSource(
                    "INSERT INTO flash SELECT i, repeat('the new primary goes on', 100) FROM generate_series(2, 3000) i");

            assertThat(world.awaitHalt(Side.SOURCE))
                    .contains("a standby took over at")
                    .contains("all tables must be copied again");
            world.end();
            world.start();
            assertThat(world.awaitHalt(Side.SOURCE)).contains("all tables must be copied again");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "bailey.rounds", matches = "\\d+", disabledReason = "a part of .ci/soak")
    void aTargetFailedOverWithoutItsLastCommitsIsNotWrittenOn() {
        try (ReplicatedWorld world = new ReplicatedWorld(other, "127.0.0.1:" + other.port(), primary, both())) {
            world.start();
            world.awaitCopy();
            awaitSlotOnStandby(world, Side.TARGET);
            cutStandbyOff();
            world.onSource("INSERT INTO flash VALUES (1, 'confirmed to the source, and lost on the target')");
            world.awaitDrained();
            String confirmed = "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'bailey_"
                    + world.stream(Side.SOURCE) + "'";
            String now = ReplicatedWorld.text(other, "postgres", "SELECT pg_current_wal_lsn()");
            world.eventually(
                    "the source was told",
                    () -> ReplicatedWorld.text(
                                    other,
                                    "postgres",
                                    confirmed.replace("confirmed_flush_lsn", "confirmed_flush_lsn >= '" + now + "'"))
                            .equals("t"));
            primary.crash();
            standby.promote();
            world.targetIs(standby);

            assertThat(world.awaitHalt(Side.SOURCE))
                    .contains("that side lost its last changes")
                    .contains("all tables must be copied again");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "bailey.rounds", matches = "\\d+", disabledReason = "a part of .ci/soak")
    void aTargetWhoseStandbyHasEverythingIsWrittenOn() {
        primary.execute(
                "postgres",
                "ALTER SYSTEM SET synchronous_standby_names = '" + STANDBY + "'",
                "ALTER SYSTEM SET synchronized_standby_slots = '" + STANDBY + "'",
                "SELECT pg_reload_conf()");
        try (ReplicatedWorld world = new ReplicatedWorld(other, "127.0.0.1:" + other.port(), primary, both())) {
            world.start();
            try (Churn churn = world.churn(3, 1)) {
                world.awaitCopy();
                awaitSlotOnStandby(world, Side.TARGET);
                world.awaitWrites(churn, 200);
                primary.crash();
                standby.promote();
                world.targetIs(standby);
                world.awaitWrites(churn, 200);
            }

            world.assertEqual();
        }
    }

    @Test
    void aSourceThatFailsOverInTheMiddleOfACopyIsCopiedOnFromItsStandby() {
        primary.execute(
                "postgres",
                "ALTER SYSTEM SET synchronized_standby_slots = '" + STANDBY + "'",
                "SELECT pg_reload_conf()");
        try (ReplicatedWorld world = new ReplicatedWorld(primary, both(), other, "127.0.0.1:" + other.port())) {
            beginSlowCopy(world);
            awaitSlotOnStandby(world, Side.SOURCE);
            try (Churn churn = world.churn(3, 1)) {
                world.awaitWrites(churn, 100);
                assertThat(world.replication().copy().done()).isFalse();
                primary.crash();
            }
            standby.promote();
            world.sourceIs(standby);
            try (Churn churn = world.churn(3, 2)) {
                world.awaitWrites(churn, 50);
                world.replication().copyAtMost(Long.MAX_VALUE);
                world.awaitCopy();
                world.awaitWrites(churn, 50);
            }

            world.assertEqual();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "bailey.rounds", matches = "\\d+", disabledReason = "a part of .ci/soak")
    void anOlderSourceThatFailsOverInTheMiddleOfACopyStopsIt() {
        try (PostgresServer old = PostgresServer.start(Version.OLDER, SETTINGS);
                PostgresServer heir = old.startStandby(STANDBY);
                ReplicatedWorld world = new ReplicatedWorld(
                        old,
                        "127.0.0.1:" + old.port() + ",127.0.0.1:" + heir.port(),
                        primary,
                        "127.0.0.1:" + primary.port())) {
            beginSlowCopy(world);
            world.eventually(
                    "the stream has a checkpoint",
                    () -> world.target.checkpoint(world.stream(Side.SOURCE)).isPresent());
            old.crash();
            heir.promote();
            world.sourceIs(heir);
            world.replication().copyAtMost(Long.MAX_VALUE);

            String sentence =
                    "is gone: somebody dropped it, or a standby without it took over (before PostgreSQL 17 none"
                            + " has it); what it held is lost, and all tables must be copied again";
            assertThat(world.awaitHalt(Side.SOURCE)).contains(sentence);
            world.eventually(
                    "the copy says so too",
                    () -> world.replication().copy().failure().isPresent());
            assertThat(world.replication().copy().done()).isFalse();
            world.end();
            assertThatThrownBy(world::start).isInstanceOf(Problem.class).hasMessageContaining(sentence);
        }
    }

    private static void beginSlowCopy(ReplicatedWorld world) {
        world.onSource("INSERT INTO account SELECT 1, i, NULL, repeat('large ', 100) FROM generate_series(1, 20000) i");
        world.replication().copyAtMost(100_000);
        world.start();
        world.eventually("rows are copied", () -> world.milestones.contains("copy: snapshot taken"));
    }

    /** It stays as it is from here on, as one that is far away and behind. */
    private void cutStandbyOff() {
        standby.execute("postgres", "ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
        eventually(
                "the standby receives no more",
                Duration.ofSeconds(20),
                () -> ReplicatedWorld.text(standby, "postgres", "SELECT count(*) FROM pg_stat_wal_receiver")
                        .equals("0"));
    }

    /** Left to themselves, the two servers take up to half a minute for it: each look wakes them up. */
    private void awaitSlotOnStandby(ReplicatedWorld world, Side reads) {
        String ready = "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'bailey_" + world.stream(reads)
                + "' AND synced AND NOT temporary";
        world.eventually("the standby has the slot", () -> {
            primary.execute("postgres", "SELECT pg_log_standby_snapshot()");
            standby.execute("postgres", "SELECT pg_reload_conf()");
            return ReplicatedWorld.text(standby, "postgres", ready).equals("1");
        });
    }
}
