package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Database;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.replication.StreamStatus;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Copy, follow, reload and the way back, on real servers of two versions, under writers who make it hard.
 * {@code -Dbailey.minutes=N} lets the first go on for so long.
 */
class ReplicationTest {

    private static final long CHURN_NANOS = TimeUnit.MINUTES.toNanos(Long.getLong("bailey.minutes", 0));
    private static final int SLOTS = Integer.getInteger("bailey.slots", 5);
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final TableId ITEM = new TableId("public", "item");
    private static final TableId ACCOUNT = new TableId("public", "account");

    private static PostgresServer older;
    private static PostgresServer newer;

    private final long seed = Long.getLong("bailey.seed", System.nanoTime());
    private String name = "";
    private String sourceName = "";
    private String targetName = "";
    private Database source;
    private Database target;
    private List<Table> tables = List.of();
    private final Collection<String> milestones = new ConcurrentLinkedQueue<>();
    private Replication replication;
    private int marks;

    @BeforeAll
    static void startServers() {
        older = PostgresServer.start(PostgresServer.Version.OLDER);
        newer = PostgresServer.start(PostgresServer.Version.NEWER);
    }

    @AfterAll
    static void stopServers() {
        newer.close();
        older.close();
    }

    @BeforeEach
    void open(TestInfo test) {
        System.out.println(test.getDisplayName() + ": seed " + seed + " (again with -Dbailey.seed=" + seed + ")");
        sourceName = older.createDatabase();
        targetName = newer.createDatabase();
        older.execute(sourceName, PostgresChurn.SCHEMA);
        newer.execute(targetName, PostgresChurn.SCHEMA);
        source = new PostgresConnector().open(older.url(sourceName));
        target = new PostgresConnector().open(newer.url(targetName));
        source.catalog().install();
        target.catalog().install();
        tables = source.catalog().tables(List.of("public.*"), List.of());
        name = "t_" + sourceName;
        replication = replication();
    }

    @AfterEach
    void close() {
        replication.close();
        replication.dropStreams();
        source.close();
        target.close();
    }

    private Replication replication() {
        return new Replication(
                name, source, target, tables, ReplicationSettings.defaults(), InstantSource.system(), milestones::add);
    }

    private void start() {
        replication.prepare();
        replication.start();
    }

    @Test
    void bothSidesAreEqualAfterCopyReloadsAndRestartsUnderChurn() {
        try (Churn churn = new Churn(older, sourceName, 6, seed)) {
            eventually("writers are at work", () -> churn.committed() > 200);
            start();
            eventually("the copy is done", () -> replication.copy().done());
            long begun = System.nanoTime();
            for (int round = 0; round < 5 || System.nanoTime() - begun < CHURN_NANOS; round++) {
                replication.reload(ITEM);
                replication.reload(ACCOUNT);
                eventually(
                        "the reload is done",
                        () -> replication.copy().done()
                                && replication.copy().current().isEmpty());
                if (round % 4 == 3) {
                    replication.close();
                    replication = replication();
                    start();
                }
            }
            long before = churn.committed();
            eventually("more was written", () -> churn.committed() > before + 500);
            System.out.println(churn.committed() + " transactions, " + forward());
        }

        assertEqual();
    }

    /** A server may begin a slot in the midst of a rewrite, and never be able to decode it. */
    @Test
    void streamsMadeAmongTruncationsCanBeRead() {
        try (Churn churn = new Churn(older, sourceName, 6, seed)) {
            eventually("writers are at work", () -> churn.committed() > 200);
            for (int made = 0; made < SLOTS; made++) {
                source.log().create("one", tables);
                source.log().mark("here");
                try (LogReader reader = source.log().read("one")) {
                    long begun = System.nanoTime();
                    while (!(reader.next(WAIT) instanceof LogEvent.Marked marked
                            && marked.mark().equals("here"))) {
                        assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS);
                    }
                } finally {
                    source.log().drop("one");
                }
            }
        }
    }

    @Test
    void aReloadThatIsKilledInTheMiddleIsDoneAgain() {
        try (Churn churn = new Churn(older, sourceName, 3, seed)) {
            eventually("writers are at work", () -> churn.committed() > 300);
            start();
            eventually("the copy is done", () -> replication.copy().done());
            replication.copyAtMost(10_000);
            milestones.clear();
            replication.reload(ITEM);
            eventually("it is loading", () -> milestones.contains("copy: snapshot taken"));
            replication.close();
            replication = replication();
            start();
            eventually("the copy is done", () -> replication.copy().done());
            assertThat(churn.committed()).isPositive();
        }

        assertEqual();
    }

    @Test
    void cutLinksLoseAndRepeatNothing() {
        try (Churn churn = new Churn(older, sourceName, 4, seed)) {
            start();
            for (int round = 0; round < 4; round++) {
                long before = churn.committed();
                eventually("more was written", () -> churn.committed() > before + 200);
                newer.execute(
                        "postgres",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE datname = '" + targetName
                                + "'");
                older.execute(
                        "postgres",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE datname = '" + sourceName
                                + "'");
            }
            eventually("the copy is done", () -> replication.copy().done());
        }

        assertEqual();
    }

    @Test
    void theWayBackAppliesFromItsMarkOn() {
        start();
        eventually("the copy is done", () -> replication.copy().done());
        newer.execute(targetName, "INSERT INTO flash VALUES (-1, 'foreign')", "DELETE FROM flash WHERE id = -1");
        eventually("foreign writes are counted", () -> reverse().foreign() == 2);
        assertThat(reverse().mode()).isEqualTo(StreamStatus.Mode.OBSERVING);
        try (Churn churn = new Churn(older, sourceName, 3, seed)) {
            eventually("writers are at work", () -> churn.committed() > 300);
        }
        drain(source, target, "_forward");

        replication.owners(Ownership.sole(Side.TARGET));
        target.log().markOnce("apply " + name + "_reverse");
        try (Churn churn = new Churn(newer, targetName, 3, seed + 100)) {
            eventually("writers are at work", () -> churn.committed() > 300);
        }
        drain(target, source, "_reverse");

        assertThat(reverse().mode()).isEqualTo(StreamStatus.Mode.FOLLOWING);
        assertThat(forward().foreign()).isZero();
        assertSame();
    }

    /** Until the move nobody has to read there what replications wrote, and what Bailey wrote is most of it. */
    @Test
    void whatAnotherReplicationBringsToTheNewOwnerIsCarriedBack() {
        start();
        eventually("the copy is done", () -> replication.copy().done());
        replication.owners(Ownership.sole(Side.TARGET));
        target.log().markOnce("apply " + name + "_reverse");

        newer.execute(
                targetName,
                "SELECT pg_replication_origin_create('of somebody else')",
                "SELECT pg_replication_origin_session_setup('of somebody else')",
                "INSERT INTO flash VALUES (-1, 'replicated')",
                "SELECT pg_replication_origin_session_reset()",
                "SELECT pg_replication_origin_drop('of somebody else')",
                "INSERT INTO flash VALUES (-2, 'written')");
        drain(target, source, "_reverse");

        assertSame();
    }

    @Test
    void aLargeTransactionStreamsThrough() {
        start();
        eventually("the copy is done", () -> replication.copy().done());

        older.execute(
                sourceName,
                "INSERT INTO flash SELECT i, 'v' || i FROM generate_series(1, 300000) i",
                "UPDATE flash SET v = v || 'w'",
                "DELETE FROM flash WHERE id % 2 = 0");

        assertEqual();
        System.out.println(forward());
    }

    private void assertEqual() {
        drain(source, target, "_forward");
        assertSame();
    }

    private void assertSame() {
        for (Side side : Side.values()) {
            eventually(
                    "cut links are mended",
                    () -> replication.stream(side).failure().isEmpty());
            assertThat(replication.stream(side).conflicts()).as("seed %d", seed).isZero();
        }
        for (Table table : tables) {
            assertThat(digest(newer, targetName, table))
                    .as("%s, seed %d", table, seed)
                    .isEqualTo(digest(older, sourceName, table));
        }
    }

    /** Waits until a mark has come through, and so everything before it. */
    private void drain(Database from, Database into, String stream) {
        String mark = "drained " + marks;
        marks++;
        eventually("the mark is written, over a link that may have been cut", () -> isMarked(from, mark));
        eventually("the mark came through", () -> hasCome(into, stream, mark));
    }

    private boolean hasCome(Database into, String stream, String mark) {
        try {
            return into.checkpoint(name + stream)
                    .filter(checkpoint -> checkpoint.mark().equals(mark))
                    .isPresent();
        } catch (Problem e) {
            assertThat(e.isRetryable()).isTrue();
            return false;
        }
    }

    private static boolean isMarked(Database database, String mark) {
        try {
            database.log().mark(mark);
            return true;
        } catch (Problem e) {
            assertThat(e.isRetryable()).isTrue();
            return false;
        }
    }

    private static String digest(PostgresServer server, String database, Table table) {
        String sql =
                "SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM "
                        + table + " t";
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private StreamStatus forward() {
        return replication.stream(Side.SOURCE);
    }

    private StreamStatus reverse() {
        return replication.stream(Side.TARGET);
    }

    private void eventually(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begun)
                    .as(() -> "waiting until " + what + "; seed " + seed + "; " + replication.copy() + " " + forward()
                            + " " + reverse())
                    .isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
