package dev.bailey.mysql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MysqlLoaderTest {

    private static final long MUCH = Long.MAX_VALUE;

    @ParameterizedTest
    @EnumSource
    void eachTransactionOfALoadBeginsWithTheMark(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY)", "INSERT INTO t VALUES (8), (9)");
            Table table = pair.table(Side.TARGET, "t");
            pair.loader().empty(table, 0);
            pair.loader().load(table, rows("1\n2\n"));

            List<String> mapped = mappedFirst(pair);

            assertThat(mapped.subList(mapped.size() - 2, mapped.size()))
                    .allMatch(event -> event.contains(".checkpoint)"));
        }
    }

    /** Of each transaction in the log, the first table that it changes. */
    private static List<String> mappedFirst(Pair pair) throws SQLException {
        List<String> first = new ArrayList<>();
        boolean open = false;
        for (String event : pair.logged(Side.TARGET)) {
            if (event.contains("Table_map") && !open) {
                first.add(event);
                open = true;
            } else if (event.contains("Xid")) {
                open = false;
            }
        }
        return first;
    }

    @ParameterizedTest
    @EnumSource
    void nothingStaysOfALoadThatBreaksOff(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY)");
            Table table = pair.table(Side.TARGET, "t");

            assertThatThrownBy(() -> pair.loader().load(table, brokenOff("1\n2\n")))
                    .isInstanceOf(Problem.class)
                    .hasMessage("the source is gone");

            pair.loader().empty(table, 0);
            assertThat(pair.texts(Side.TARGET, "SELECT k FROM t")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatALongLoadHasCommittedStaysThoughNoPieceOfItEndsWithARow(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY, v varchar(1000))");
            StringBuilder lines = new StringBuilder();
            for (int k = 0; k < 12_000; k++) {
                lines.append(k).append('\t').append("x".repeat(1000)).append('\n');
            }
            Deque<String> chunks = new ArrayDeque<>();
            for (int at = 0; at < lines.length(); at += 131_000) {
                chunks.add(lines.substring(at, Math.min(lines.length(), at + 131_000)));
            }

            assertThatThrownBy(() ->
                            pair.loader().load(pair.table(Side.TARGET, "t"), new Chunks(chunks, /* whole= */ false)))
                    .hasMessage("the source is gone");

            assertThat(pair.texts(Side.TARGET, "SELECT COUNT(*) BETWEEN 8000 AND 9000, MAX(k) = COUNT(*) - 1 FROM t"))
                    .containsExactly("1, 1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatSomebodyElseWroteStopsTheLoad(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY)", "INSERT INTO t VALUES (2)");
            Table table = pair.table(Side.TARGET, "t");

            assertThatThrownBy(() -> pair.loader().load(table, rows("1\n2\n")))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY))
                    .hasMessageContaining("somebody else writes to it");
            assertThat(pair.texts(Side.TARGET, "SELECT k FROM t")).containsExactly("2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatDoesNotFitStopsTheLoad(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.SOURCE, "CREATE TABLE t (k int PRIMARY KEY, v int)");
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY, v tinyint)");
            Table table = pair.table("t");

            assertThatThrownBy(() -> pair.loader().load(table, rows("1\t1\n2\t1000\n")))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MISFIT))
                    .hasMessageContaining("'v'");
            assertThat(pair.texts(Side.TARGET, "SELECT k FROM t")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void foreignKeysDoNotStandInTheWayOfRows(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.TARGET,
                    "CREATE TABLE parent (k int PRIMARY KEY)",
                    "CREATE TABLE child (k int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES parent (k) ON DELETE CASCADE)",
                    "INSERT INTO parent VALUES (1)",
                    "INSERT INTO child VALUES (1, 1)");
            Table child = pair.table(Side.TARGET, "child");

            pair.loader().empty(pair.table(Side.TARGET, "parent"), MUCH);
            pair.loader().load(child, rows("2\t7\n"));

            assertThat(pair.texts(Side.TARGET, "SELECT k FROM child ORDER BY k"))
                    .containsExactly("1", "2");
            assertThat(pair.texts(Side.TARGET, "SELECT k FROM parent")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondaryIndexesOfALargeTableAreBuiltWhenItsRowsAreThere(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.TARGET,
                    "CREATE TABLE t (k int PRIMARY KEY, n int AUTO_INCREMENT, a int, b varchar(100), c int, g text,"
                            + " KEY n (n), UNIQUE KEY `odd``'name` (a), KEY b (b(10) DESC, a), FULLTEXT KEY words (b),"
                            + " FULLTEXT KEY more (g))");
            Table table = pair.table(Side.TARGET, "t");
            List<String> before = pair.texts(Side.TARGET, "SHOW CREATE TABLE t");

            pair.loader().empty(table, MUCH);
            assertThat(pair.texts(Side.TARGET, "SHOW INDEX FROM t").toString())
                    .contains("PRIMARY", ", n, ")
                    .doesNotContain("odd")
                    .doesNotContain("words");
            pair.loader().empty(table, MUCH);
            pair.loader().complete(table);

            assertThat(indexes(pair.texts(Side.TARGET, "SHOW CREATE TABLE t"))).isEqualTo(indexes(before));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIndexThatSomebodyBuiltMeanwhileStays(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY, a int, b int, KEY a (a), KEY b (b))");
            Table table = pair.table(Side.TARGET, "t");
            pair.loader().empty(table, MUCH);
            pair.run(Side.TARGET, "ALTER TABLE t ADD KEY a (a)");

            pair.loader().complete(table);
            pair.loader().complete(table);

            assertThat(indexes(pair.texts(Side.TARGET, "SHOW CREATE TABLE t"))).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGuardCostsALargeTableNothingWhileItIsFilledAndRefusesAgainAfterwards(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY)");
            Table table = pair.table(Side.TARGET, "t");
            MysqlGuard guard = new MysqlGuard(pair.connections(Side.TARGET));
            guard.install(List.of(table), GuardState.shut(0));

            pair.loader().empty(table, MUCH);
            assertThat(triggers(pair)).containsExactly("DELETE", "UPDATE");
            pair.loader().empty(table, MUCH);
            pair.loader().load(table, rows("1\n2\n"));
            pair.loader().complete(table);

            assertThat(triggers(pair)).containsExactly("DELETE", "INSERT", "UPDATE");
            assertThat(guard.tables()).containsExactly(table.id());
            assertThat(guard.refusesProbe()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatWasNotGuardedIsNotGuardedAfterALoad(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY)");
            Table table = pair.table(Side.TARGET, "t");

            pair.loader().empty(table, MUCH);
            pair.loader().complete(table);

            assertThat(triggers(pair)).isEmpty();
        }
    }

    private static List<String> triggers(Pair pair) throws SQLException {
        return pair.texts(
                Side.TARGET,
                "SELECT CAST(EVENT_MANIPULATION AS CHAR) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
                        + " ORDER BY 1");
    }

    private static List<String> indexes(List<String> shown) {
        return shown.get(0)
                .lines()
                .map(line -> line.replaceFirst(",$", ""))
                .filter(line -> line.contains("KEY "))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aLoadThatIsHeldUpKeepsNobodyOutOfTheTable(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int AUTO_INCREMENT PRIMARY KEY)");
            Table table = pair.table(Side.TARGET, "t");
            Deque<String> left = new ArrayDeque<>(List.of("1\n", "2\n"));

            pair.loader().load(table, new Meanwhile(left, () -> {
                pair.run(
                        Side.TARGET,
                        "SET SESSION innodb_lock_wait_timeout = 1",
                        "INSERT INTO t SELECT 1000 + " + left.size());
            }));

            assertThat(pair.texts(Side.TARGET, "SELECT k FROM t ORDER BY k"))
                    .containsExactly("1", "2", "1000", "1001", "1002");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableIsNotEmptiedWhileSomebodyWritesToIt(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.TARGET, "CREATE TABLE t (k int PRIMARY KEY)");
            Table table = pair.table(Side.TARGET, "t");
            try (var writer = pair.connect(Side.TARGET);
                    var statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("INSERT INTO t VALUES (1)");

                MysqlLoader hasty = new MysqlLoader(pair.connections(Side.TARGET), Duration.ofSeconds(1));

                assertThatThrownBy(() -> hasty.empty(table, 0))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
            }
        }
    }

    private static TableSnapshot.Rows rows(String lines) {
        return new Chunks(new ArrayDeque<>(List.of(lines)), /* whole= */ true);
    }

    private static TableSnapshot.Rows brokenOff(String lines) {
        return new Chunks(new ArrayDeque<>(List.of(lines)), /* whole= */ false);
    }

    /** Lines in chunks, after which there is no more, or the source is gone. */
    private record Chunks(Deque<String> left, boolean whole) implements TableSnapshot.Rows {

        @Override
        public String format() {
            return BulkRows.FORMAT;
        }

        @Override
        public byte @Nullable [] next() {
            if (left.isEmpty() && !whole) {
                throw new Problem(Problem.Kind.UNREACHABLE, "the source is gone");
            }
            return left.isEmpty() ? null : left.removeFirst().getBytes(US_ASCII);
        }

        @Override
        public void close() {}
    }

    /** Lines, while something else goes on before each. */
    private record Meanwhile(Deque<String> left, Deed deed) implements TableSnapshot.Rows {

        /** What goes on. */
        @FunctionalInterface
        interface Deed {
            void run() throws SQLException;
        }

        @Override
        public String format() {
            return BulkRows.FORMAT;
        }

        @Override
        public byte @Nullable [] next() {
            try {
                deed.run();
                return left.isEmpty() ? null : left.removeFirst().getBytes(US_ASCII);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }
}
