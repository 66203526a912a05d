package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Applier;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.LogEvent;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Visibility;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresSnapshotTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Sides sides = new Sides();

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void rangesCoverATableOnceWhateverIsWrittenMeanwhile() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, pad text)");
        sides.run(Side.SOURCE, "INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i");
        Table table = sides.table("t");
        long loaded = 0;

        try (TableSnapshot snapshot = sides.source.snapshot(table, "binary")) {
            assertThat(snapshot.ranges(4)).hasSize(4);
            for (String range : snapshot.ranges(4)) {
                sides.run(
                        Side.SOURCE,
                        "DELETE FROM t WHERE id <= 1000",
                        "INSERT INTO t SELECT i, '' FROM generate_series(1, 1000) i",
                        "UPDATE t SET pad = 'changed' WHERE id % 7 = 0");
                try (TableSnapshot.Rows rows = snapshot.read(range)) {
                    loaded += sides.target.loader().load(table, rows);
                }
            }
        }

        assertThat(loaded).isEqualTo(5000);
        assertThat(sides.texts(Side.TARGET, "SELECT count(DISTINCT id) FROM t WHERE pad LIKE 'xxx%'"))
                .containsExactly("5000");
    }

    @Test
    void anEmptyTableHasOneRange() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");

        assertThat(sides.copy(sides.table("t"), 8)).isEqualTo("binary 0");
    }

    @Test
    void aSnapshotIsBusyWhileSomebodyRewritesTheTable() throws SQLException {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        Table table = sides.table("t");
        try (Connection rewriting = sides.connect(Side.SOURCE)) {
            rewriting.setAutoCommit(false);
            rewriting.createStatement().execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> sides.source.snapshot(table, "text").close())
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
                        assertThat(problem).hasMessageContaining("public.t");
                    });
        }
    }

    /** Hole 5 of seven: a view of the time before the rewrite, on the file that it left, has no rows at all. */
    @Test
    void aTableThatIsBeingRewrittenIsSeenAsItIsAfterwards() throws SQLException {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, v text)");
        sides.run(Side.SOURCE, "INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i");
        Table table = sides.table("t");
        try (Connection rewriting = sides.connect(Side.SOURCE)) {
            rewriting.setAutoCommit(false);
            rewriting.createStatement().execute("ALTER TABLE t ALTER v TYPE text USING v || '!'");

            CompletableFuture<Long> copy = CompletableFuture.supplyAsync(() -> sides.copy(table, "text", 1));
            awaitLockWait();
            rewriting.commit();

            assertThat(copy).succeedsWithin(SOON).isEqualTo(100L);
        }
        sides.assertSame("t");
    }

    /** Hole 5 of seven. */
    @Test
    void aTableIsNotTruncatedBetweenItsSnapshotAndItsCopy() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");

        try (TableSnapshot snapshot = sides.source.snapshot(sides.table("t"), "text")) {
            assertThatThrownBy(() -> sides.run(Side.SOURCE, "SET lock_timeout = '100ms'", "TRUNCATE t"))
                    .as("%s", snapshot.visibility())
                    .hasMessageContaining("lock timeout");
        }
    }

    /**
     * Hole 6 of seven: the log leaves a large value out when the row's key alone changes. Each range seen at a moment
     * of its own, a row that moved from one not read yet to one that was read would be in neither, and its value
     * nowhere.
     */
    @Test
    void aRowThatMovesBetweenRangesKeepsTheValueThatTheLogLeavesOut() {
        sides.both(
                "CREATE TABLE t (id int PRIMARY KEY, pad text, large text)",
                "ALTER TABLE t ALTER large SET STORAGE EXTERNAL");
        sides.run(
                Side.SOURCE,
                "INSERT INTO t SELECT i, repeat('x', 500), repeat('y', 5000) FROM generate_series(1, 100) i",
                "DELETE FROM t WHERE id < 10",
                "VACUUM t");
        Table table = sides.table("t");
        String stream = sides.stream(Side.SOURCE, table);
        Visibility seen;
        try (TableSnapshot snapshot = sides.source.snapshot(table, "text")) {
            seen = snapshot.visibility();
            List<String> ranges = snapshot.ranges(2);
            load(snapshot, ranges.get(0));
            assertThat(inFirstPage(70)).isFalse();
            sides.run(Side.SOURCE, "UPDATE t SET id = 1 WHERE id = 70");
            assertThat(inFirstPage(1)).isTrue();
            load(snapshot, ranges.get(1));
        }

        apply(stream, seen);

        sides.assertSame("t");
    }

    private void load(TableSnapshot snapshot, String range) {
        try (TableSnapshot.Rows rows = snapshot.read(range)) {
            sides.target.loader().load(snapshot.table(), rows);
        }
    }

    private boolean inFirstPage(int id) {
        return sides.texts(Side.SOURCE, "SELECT ctid < '(1,0)' FROM t WHERE id = " + id)
                .equals(List.of("t"));
    }

    /** Applies each change of a transaction that the snapshot does not see. */
    private void apply(String stream, Visibility snapshot) {
        boolean isSeen = false;
        try (Applier applier = sides.target.applier("forward")) {
            applier.begin(new Checkpoint("forward", new Lsn(1), 1, /* applying= */ true, "m"));
            for (LogEvent event : new LogReading(sides.source.log()).untilMark(stream)) {
                if (event instanceof LogEvent.Begin begin) {
                    isSeen = snapshot.sees(begin.id());
                } else if (event instanceof LogEvent.Changed changed && !isSeen) {
                    assertThat(applier.write(changed.change())).isEqualTo(Applier.Outcome.DONE);
                }
            }
            applier.commit();
        }
    }

    @Test
    void aCopyStandsAsideForWhoeverWaitsToChangeTheTable() throws SQLException {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, pad text)");
        sides.run(Side.SOURCE, "INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 100) i");
        Table table = sides.table("t");
        CompletableFuture<Void> alter;
        try (TableSnapshot snapshot = sides.source.snapshot(table, "text")) {
            List<String> ranges = snapshot.ranges(2);
            assertThat(ranges).hasSize(2);
            snapshot.read(ranges.get(0)).close();
            alter = CompletableFuture.runAsync(
                    () -> sides.run(Side.SOURCE, "SET lock_timeout = '20s'", "ALTER TABLE t ADD COLUMN more int"));
            awaitLockWait();

            CompletableFuture<Void> second = CompletableFuture.runAsync(
                    () -> snapshot.read(ranges.get(1)).close());

            assertThat(second)
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .havingRootCause()
                    .withMessageContaining("could not obtain lock");
            assertThatThrownBy(() -> snapshot.read(ranges.get(1)))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
        }
        assertThat(alter).succeedsWithin(SOON);
    }

    @Test
    void aSnapshotWhoseSessionEndedCanBeTakenAgain() {
        sides.both(
                "CREATE TABLE t (id int PRIMARY KEY, pad text)",
                "INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 100) i");
        Table table = sides.table("t");
        for (PostgresDatabase database : List.of(sides.source, sides.target)) {
            Side side = database == sides.source ? Side.SOURCE : Side.TARGET;
            try (TableSnapshot snapshot = database.snapshot(table, "text")) {
                sides.texts(
                        side,
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE relation = 't'::regclass"
                                + " AND mode = 'AccessShareLock' AND pid <> pg_backend_pid()");

                assertThatThrownBy(() -> snapshot.read(snapshot.ranges(2).get(0)))
                        .isInstanceOfSatisfying(Problem.class, problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE);
                            assertThat(problem).hasMessageContaining("snapshot of public.t");
                        });
            }
        }
    }

    @Test
    void aCopyOfWhichNoByteComesIsUnreachable() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, pad text)");
        sides.run(Side.SOURCE, "INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 5000) i");
        Table table = sides.table("t");
        try (FaultyLink link = new FaultyLink(SharedServers.of(Version.OLDER).port());
                PostgresConnections through = sides.through(link);
                TableSnapshot snapshot = new PostgresTableSnapshot(through, table, "text", Duration.ofSeconds(1))) {
            link.delay(Duration.ofMillis(5));
            try (TableSnapshot.Rows rows = snapshot.read(snapshot.ranges(1).get(0))) {
                link.freeze();

                assertThat(CompletableFuture.runAsync(() -> readAll(rows)))
                        .failsWithin(SOON)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE));
            }
        }
    }

    /** Until somebody waits for a lock on the table. */
    private void awaitLockWait() {
        String waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 't'::regclass";
        Eventually.eventually(
                "somebody waits", SOON, () -> !sides.texts(Side.SOURCE, waiting).isEmpty());
    }

    private static void readAll(TableSnapshot.Rows rows) {
        byte[] chunk = rows.next();
        while (chunk != null) {
            chunk = rows.next();
        }
    }
}
