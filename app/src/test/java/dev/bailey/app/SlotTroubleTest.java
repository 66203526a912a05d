package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.HeldSlot;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Slots that a server gives up, and slots that somebody else holds, of either direction. */
class SlotTroubleTest {

    private static final String KEEP_SIZE = "max_slot_wal_keep_size";
    private static final String IDLE = "idle_replication_slot_timeout";

    private static PostgresServer older;
    private static PostgresServer newer;

    @BeforeAll
    static void startServers() {
        older = PostgresServer.start(Version.OLDER);
        newer = PostgresServer.start(Version.NEWER);
    }

    @AfterAll
    static void stopServers() {
        newer.close();
        older.close();
    }

    @AfterEach
    void liftLimits() {
        set(older, KEEP_SIZE, "-1");
        set(newer, KEEP_SIZE, "-1");
        set(newer, IDLE, "0");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aSlotGivenUpForItsSizeWhileBaileyIsAwayIsNotReadOn(Side reads) {
        try (ReplicatedWorld world = new ReplicatedWorld(older, newer)) {
            followThenLeave(world);
            world.onSource("INSERT INTO flash VALUES (1, 'in no stream')");
            PostgresServer server = reads == Side.SOURCE ? older : newer;
            set(server, KEEP_SIZE, "1MB");
            awaitGivenUp(server, slot(world, reads));

            assertThatThrownBy(world::start)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("replication slot " + slot(world, reads) + " at 127.0.0.1:" + server.port())
                    .hasMessageContaining("was invalidated (wal_status lost")
                    .hasMessageContaining("max_slot_wal_keep_size (1MB)")
                    .hasMessageContaining("all tables must be copied again (docs/postgresql.md");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aSlotGivenUpForItsSizeUnderItsReaderStopsTheStream(Side reads) {
        PostgresServer server = reads == Side.SOURCE ? older : newer;
        try (FaultyLink link = new FaultyLink(server.port());
                ReplicatedWorld world = world(older, newer, reads, link)) {
            follow(world);
            link.freeze();
            set(server, KEEP_SIZE, "1MB");
            world.onSource("INSERT INTO flash VALUES (1, 'in no stream')");
            awaitGivenUp(server, slot(world, reads));
            link.unfreeze();

            assertThat(world.awaitHalt(reads))
                    .contains("replication slot " + slot(world, reads))
                    .contains("was invalidated (wal_status lost")
                    .contains("max_slot_wal_keep_size (1MB)")
                    .contains("all tables must be copied again");
        }
    }

    @ParameterizedTest
    @CsvSource({"SOURCE, true", "SOURCE, false", "TARGET, true", "TARGET, false"})
    void aSlotGivenUpForBeingIdleIsNotReadOn(Side reads, boolean away) {
        PostgresServer source = reads == Side.SOURCE ? newer : older;
        PostgresServer target = reads == Side.SOURCE ? older : newer;
        try (FaultyLink link = new FaultyLink(newer.port());
                ReplicatedWorld world = world(source, target, reads, link)) {
            if (away) {
                followThenLeave(world);
            } else {
                follow(world);
                link.cut();
            }
            set(newer, IDLE, "1s");
            awaitGivenUp(newer, slot(world, reads));
            link.mend();

            String sentence =
                    "was invalidated (wal_status lost, invalidation_reason idle_timeout): nobody read it for as"
                            + " long as idle_replication_slot_timeout (1s): set that to 0 first; what it held is lost, and all"
                            + " tables must be copied again (docs/postgresql.md, \"Beginning again\")";
            if (away) {
                assertThatThrownBy(world::start).isInstanceOf(Problem.class).hasMessageContaining(sentence);
            } else {
                assertThat(world.awaitHalt(reads)).contains(sentence);
            }
        }
    }

    @Test
    void aSlotHeldByAStrangerIsWaitedForAndTheStrangerNamed() {
        try (ReplicatedWorld world = new ReplicatedWorld(older, newer)) {
            followThenLeave(world);
            String slot = slot(world, Side.SOURCE);
            try (HeldSlot stranger = new HeldSlot(older, world.sourceName, slot, "postgres", "pg_recvlogical")) {
                world.start();
                world.awaitTrouble(
                        Side.SOURCE,
                        "replication slot " + slot + " at 127.0.0.1:" + older.port() + "/" + world.sourceName
                                + " is held by somebody else, pid " + stranger.pid()
                                + " (user \"postgres\", application \"pg_recvlogical\", from 127.0.0.1 port ");
                world.onSource("INSERT INTO flash VALUES (1, 'meanwhile')");
            }

            world.assertEqual();
        }
    }

    @Test
    void aSlotHeldByAnEarlierSessionOfBaileysIsWaitedFor() {
        try (ReplicatedWorld world = new ReplicatedWorld(older, newer)) {
            followThenLeave(world);
            String slot = slot(world, Side.TARGET);
            try (HeldSlot earlier = new HeldSlot(newer, world.targetName, slot, "bailey", "bailey")) {
                world.start();
                world.awaitTrouble(Side.TARGET, "is still held by a session of Bailey's, pid " + earlier.pid() + " (");
            }

            world.assertEqual();
        }
    }

    private static ReplicatedWorld world(PostgresServer source, PostgresServer target, Side linked, FaultyLink link) {
        return new ReplicatedWorld(
                source,
                "127.0.0.1:" + (linked == Side.SOURCE ? link.port() : source.port()),
                target,
                "127.0.0.1:" + (linked == Side.TARGET ? link.port() : target.port()));
    }

    private static void follow(ReplicatedWorld world) {
        world.start();
        world.awaitCopy();
        world.awaitDrained();
        world.eventually(
                "the way back was observed",
                () -> world.source.checkpoint(world.stream(Side.TARGET)).isPresent());
    }

    private static void followThenLeave(ReplicatedWorld world) {
        follow(world);
        world.end();
    }

    private static String slot(ReplicatedWorld world, Side reads) {
        return "bailey_" + world.stream(reads);
    }

    private static void set(PostgresServer server, String setting, String value) {
        server.execute("postgres", "ALTER SYSTEM SET " + setting + " = '" + value + "'", "SELECT pg_reload_conf()");
    }

    /** Each look ends a file of the log, and lets the server see what it need not keep. */
    private static void awaitGivenUp(PostgresServer server, String slot) {
        String status = "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + slot + "'";
        Eventually.eventually("the server gives " + slot + " up", Duration.ofSeconds(20), () -> {
            server.execute(
                    "postgres",
                    "SELECT pg_logical_emit_message(false, 'filler', 'a word')",
                    "SELECT pg_switch_wal()",
                    "CHECKPOINT");
            return ReplicatedWorld.text(server, "postgres", status).equals("lost");
        });
    }
}
