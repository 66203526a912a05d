package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Column;
import dev.bailey.core.GuardState;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.Eventually;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MysqlShapesTest {

    @ParameterizedTest
    @EnumSource
    void aTableIsMadeOnTheOtherSideByTheStatementThatIsTold(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a varchar(9) DEFAULT 'x', KEY a (a))");
            Table table = pair.table("t");

            pair.run(Side.TARGET, shapes(pair, Side.SOURCE).creating(table.id()));

            assertThat(shapes(pair, Side.TARGET).table(table.id())).contains(table);
            assertThat(pair.texts(Side.TARGET, "SHOW INDEX FROM t")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnIsAddedRetypedAndDroppedByTheStatementsThatAreTold(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL DEFAULT 3)", "INSERT INTO t VALUES (1, 2)");
            pair.run(
                    Side.SOURCE,
                    "ALTER TABLE t MODIFY a bigint NOT NULL DEFAULT 5",
                    "ALTER TABLE t ADD b varchar(20) CHARACTER SET latin1 NOT NULL DEFAULT 'it''s'");
            MysqlShapes shapes = shapes(pair, Side.SOURCE);
            Table table = pair.table("t");

            pair.run(Side.TARGET, shapes.adding(table.id(), column(table, "b")));
            pair.run(
                    Side.TARGET,
                    shapes.retyping(table.id(), "a", column(table, "a").type()));

            assertThat(pair.table(Side.TARGET, "t")).isEqualTo(table);
            assertThat(pair.checksum(Side.TARGET, "t")).isEqualTo(pair.checksum(Side.SOURCE, "t"));
            pair.run(Side.TARGET, shapes.dropping(table.id(), "b"));
            assertThat(pair.table(Side.TARGET, "t").columns()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnWhoseDefaultIsComputedNeedsACopy(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (id int PRIMARY KEY, at datetime DEFAULT CURRENT_TIMESTAMP, u varchar(36) DEFAULT (uuid()))");
            Table table = pair.table("t");

            assertThat(List.of("at", "u"))
                    .allMatch(name -> shapes(pair, Side.SOURCE)
                            .adding(table.id(), column(table, name))
                            .endsWith("; then: bailey reload " + table));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTablesThatAreThereStand(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.SOURCE, "CREATE TABLE t (id int PRIMARY KEY)");
            TableId there = pair.table("t").id();
            TableId gone = new TableId(there.schema(), "gone");

            assertThat(shapes(pair, Side.SOURCE).standings(List.of(there, gone)))
                    .containsOnlyKeys(there);
            assertThat(shapes(pair, Side.SOURCE).table(gone)).isEmpty();
        }
    }

    /** Tables are known by the second in which they were made. */
    private static void awaitNextSecond(Pair pair) throws SQLException {
        String now = pair.texts(Side.SOURCE, "SELECT NOW()").get(0);
        Eventually.eventually(
                "the next second",
                Duration.ofSeconds(5),
                () -> !pair.texts(Side.SOURCE, "SELECT NOW()").get(0).equals(now));
    }

    @ParameterizedTest
    @EnumSource
    void aTableIsTheSameUntilAnotherTakesItsNameGuardedOrNot(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(Side.SOURCE, "CREATE TABLE t (id int PRIMARY KEY, a int)");
            TableId t = pair.table("t").id();
            MysqlShapes shapes = shapes(pair, Side.SOURCE);
            String first = identity(shapes, t);
            for (String change : List.of(
                    "INSERT INTO t VALUES (1, 1)",
                    "TRUNCATE t",
                    "ALTER TABLE t ADD b int",
                    "ALTER TABLE t ADD KEY (a)")) {
                awaitNextSecond(pair);
                pair.run(Side.SOURCE, change);
                assertThat(identity(shapes, t)).as(change).isEqualTo(first);
            }
            awaitNextSecond(pair);
            pair.run(Side.SOURCE, "CREATE TABLE u LIKE t", "RENAME TABLE t TO one, u TO t");
            String second = identity(shapes, t);
            assertThat(second).isNotEqualTo(first);

            new MysqlGuard(pair.connections(Side.SOURCE)).install(List.of(pair.table("t")), GuardState.open(0));
            pair.run(Side.SOURCE, "ALTER TABLE t ENGINE = InnoDB");
            assertThat(identity(shapes, t)).as("guarded").isEqualTo(second);
            awaitNextSecond(pair);
            new MysqlGuard(pair.connections(Side.SOURCE)).remove();
            new MysqlGuard(pair.connections(Side.SOURCE)).install(List.of(pair.table("t")), GuardState.open(0));
            assertThat(identity(shapes, t)).as("guarded anew").isEqualTo(second);
            pair.run(Side.SOURCE, "RENAME TABLE t TO other, one TO t");
            assertThat(identity(shapes, t)).as("swapped").isNotEqualTo(second);
        }
    }

    private static String identity(MysqlShapes shapes, TableId table) {
        return Objects.requireNonNull(shapes.standings(List.of(table)).get(table))
                .identity();
    }

    private static MysqlShapes shapes(Pair pair, Side side) {
        return new MysqlShapes(pair.connections(side));
    }

    private static Column column(Table table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
