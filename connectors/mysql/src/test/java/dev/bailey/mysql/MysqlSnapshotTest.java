package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Visibility;
import dev.bailey.core.Wanted;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That views taken one after another, put together with the log, yield the table, whatever is written meanwhile. */
class MysqlSnapshotTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ROWS = 400;
    private static final int ROUNDS = 5;
    private static final int WRITERS = 4;

    @ParameterizedTest
    @EnumSource
    void manySessionsAndTheLogMeetExactly(Engine engine) throws SQLException, InterruptedException {
        long seed = System.nanoTime();
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (k int PRIMARY KEY, v int)",
                    "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
                            + (ROWS - 1) + ") SELECT i * 1000, 0 FROM n",
                    "ANALYZE TABLE t");
            Table table = pair.table("t");
            ChangeLog log = MysqlDatabase.of(pair.connections(Side.SOURCE)).log();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger written = new AtomicInteger();
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                writers.add(new Thread(() -> write(pair, random, stop, written), "writer-" + i));
            }
            writers.forEach(Thread::start);
            List<Copied> copies = new ArrayList<>();
            try {
                Eventually.eventually("the writers write", SOON, () -> written.get() > 50);
                for (int round = 0; round < ROUNDS; round++) {
                    log.create("round" + round, List.of(table));
                    int before = written.get();
                    Eventually.eventually("the writers go on", SOON, () -> written.get() > before + 20);
                    copies.add(copy(pair, table));
                }
            } finally {
                stop.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }

            List<String> now = pair.texts(Side.SOURCE, "SELECT CONCAT(k, '=', v) FROM t ORDER BY k");
            for (int round = 0; round < ROUNDS; round++) {
                Copied copied = copies.get(round);
                try (LogReader reader = log.read("round" + round, Wanted.ALL)) {
                    log.mark("end of " + round);
                    List<String> wrong = follow(copied, reader, "end of " + round);
                    assertThat(wrong).as("seed " + seed).isEmpty();
                }
                assertThat(copied.texts()).as("seed " + seed).isEqualTo(now);
            }
        }
    }

    /** Rows that change together lie in different ranges, and rows move from one range to another. */
    private static void write(Pair pair, Random random, AtomicBoolean stop, AtomicInteger written) {
        try (Connection session = pair.connect(Side.SOURCE);
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            while (!stop.get()) {
                int one = random.nextInt(ROWS) * 1000;
                int other = random.nextInt(ROWS) * 1000;
                try {
                    statement.execute("UPDATE t SET v = v + 1 WHERE k = " + Math.min(one, other));
                    statement.execute("UPDATE t SET v = v + 1 WHERE k = " + Math.max(one, other));
                    int free = random.nextInt(ROWS * 1000);
                    statement.execute("UPDATE IGNORE t SET k = " + free + " WHERE k = " + one);
                    statement.execute(
                            "DELETE FROM t WHERE k % 1000 > 0 AND k BETWEEN " + free / 2 + " AND " + (free / 2 + 900));
                    statement.execute("INSERT IGNORE INTO t VALUES (" + one + ", 0)");
                    session.commit();
                    written.incrementAndGet();
                } catch (SQLException e) {
                    session.rollback();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Copied copy(Pair pair, Table table) {
        MysqlConnections source = pair.connections(Side.SOURCE);
        Map<String, String> rows = new TreeMap<>();
        try (TableSnapshot snapshot = new MysqlTableSnapshot(
                source, pair.dialect(Side.SOURCE), new Marks(source), table, BulkRows.FORMAT, 4_000)) {
            for (String range : snapshot.ranges(4)) {
                try (TableSnapshot.Rows read = snapshot.read(range)) {
                    byte[] chunk = read.next();
                    while (chunk != null) {
                        new String(chunk, StandardCharsets.US_ASCII)
                                .lines()
                                .map(line -> line.split("\t", -1))
                                .forEach(row -> rows.put(row[0], row[1]));
                        chunk = read.next();
                    }
                }
            }
            return new Copied(rows, snapshot.visibility());
        }
    }

    /** Applies what the snapshot did not see to the copy; what is unsure first, whatever it meets. */
    private static List<String> follow(Copied copied, LogReader reader, String mark) {
        List<String> wrong = new ArrayList<>();
        LogEvent.Begin begin = null;
        while (true) {
            LogEvent event = reader.next(SOON);
            if (event instanceof LogEvent.Begin next) {
                begin = next;
            } else if (event instanceof LogEvent.Marked marked && marked.mark().equals(mark)) {
                return wrong;
            } else if (begin != null
                    && event instanceof LogEvent.Changed changed
                    && !copied.visibility.sees(begin.id())) {
                boolean strict = !copied.visibility.isUnsureOf(begin.id());
                if (!copied.apply(changed.change()) && strict) {
                    wrong.add(changed.change().toString());
                }
            } else if (event == null) {
                throw new AssertionError("nothing came within " + SOON);
            }
        }
    }

    /** Rows by key. */
    private record Copied(Map<String, String> rows, Visibility visibility) {

        /** @return whether it met what it speaks of */
        boolean apply(Change change) {
            if (change instanceof Change.Insert insert) {
                return put(insert.row().at(0).text(), insert.row().at(1).text()) == null;
            } else if (change instanceof Change.Update update) {
                boolean found = rows.remove(update.key().at(0).text()) != null;
                return put(update.row().at(0).text(), update.row().at(1).text()) == null && found;
            } else if (change instanceof Change.Delete delete) {
                return rows.remove(delete.key().at(0).text()) != null;
            }
            throw new IllegalStateException("unexpected: " + change);
        }

        private @Nullable String put(String key, String value) {
            return rows.put(key, value);
        }

        List<String> texts() {
            return rows.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.comparing(Integer::valueOf)))
                    .map(row -> row.getKey() + "=" + row.getValue())
                    .toList();
        }
    }
}
