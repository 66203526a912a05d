package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.KeyOrder;
import dev.bailey.core.KeyRange;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrimaryKeyOrderTest {

    /** Each with keys that bytes, digits and collations sort in different ways. */
    private static final List<String> KEYS = List.of(
            "k int, PRIMARY KEY (k)|-2|10|9|-10|0|2147483647|-2147483648",
            "k bigint unsigned, PRIMARY KEY (k)|0|9|10|18446744073709551615|9223372036854775808",
            "k varchar(9) COLLATE utf8mb4_general_ci, PRIMARY KEY (k)|'a'|'B'|'Äh'|''|'z'|'Z9'|'a b'",
            "k varchar(9) CHARACTER SET latin1, PRIMARY KEY (k)|'a'|'B'|'ö'|'€'|'\\\\'|''''",
            "k decimal(20,5), PRIMARY KEY (k)|-1.5|10|9.00001|0|-12345.678",
            "k datetime(3), PRIMARY KEY (k)|'2024-01-01'|'2024-01-01 00:00:00.001'|'1000-01-01'|'9999-12-31 23:59:59.999'",
            "k varbinary(9), PRIMARY KEY (k)|X''|X'00'|X'0000'|X'FF'|X'27'|X'5C'",
            "k int, l varchar(9), PRIMARY KEY (l, k)|2, 'a'|1, 'a'|1, 'b'|3, ''|1, ''|2, 'B'");

    @ParameterizedTest
    @EnumSource
    void cutFromItsEndAnOrderedTableFallsIntoRangesThatHoldEachRowOnce(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            for (String each : KEYS) {
                String[] parts = each.split("\\|", -1);
                pair.run(Side.SOURCE, "DROP TABLE IF EXISTS t", "CREATE TABLE t (" + parts[0] + ")");
                for (int i = 1; i < parts.length; i++) {
                    pair.run(Side.SOURCE, "INSERT INTO t VALUES (" + parts[i] + ")");
                }
                Table table = pair.table("t");
                KeyOrder order = order(pair, Side.SOURCE, table);
                Map<Row, Long> found = new HashMap<>();
                int rows = 0;
                for (KeyRange range : ranges(order, 2)) {
                    Map<Row, Long> some = order.rows(range);
                    assertThat(order.sum(range).rows())
                            .as(each)
                            .isEqualTo(some.size())
                            .isLessThanOrEqualTo(2);
                    rows += some.size();
                    found.putAll(some);
                }
                assertThat(found).as(each).hasSize(parts.length - 1).hasSize(rows);
                assertThat(found).as(each).isEqualTo(pair.digests(Side.SOURCE).rows(table, found.keySet()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfAnyColumnChangesTheSumOfItsRange(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            TortureTable.create(pair, engine, "");
            TortureTable.fill(pair, engine);
            Table table = pair.table(TortureTable.NAME);
            pair.copy(table, 1);
            KeyOrder source = order(pair, Side.SOURCE, table);
            KeyOrder target = order(pair, Side.TARGET, table);
            assertThat(source.sum(KeyRange.WHOLE).isSame(target.sum(KeyRange.WHOLE)))
                    .isTrue();
            KeyOrder.Sum before = source.sum(KeyRange.WHOLE);
            for (String column : TortureTable.written(table)) {
                String is = Sql.name(column);

                pair.run(
                        Side.SOURCE,
                        "UPDATE torture SET " + is + " = NULL WHERE " + is + " IS NOT NULL ORDER BY id LIMIT 1");

                KeyOrder.Sum after = source.sum(KeyRange.WHOLE);
                assertThat(after.isSame(before)).as(column).isFalse();
                before = after;
            }
        }
    }

    @Test
    void bothEnginesComeToTheSame() throws SQLException {
        try (Pair mysql = new Pair(Engine.MYSQL);
                Pair mariaDb = new Pair(Engine.MARIADB)) {
            TortureTable.createCommon(mysql);
            TortureTable.createCommon(mariaDb);
            KeyOrder one = order(mysql, Side.SOURCE, mysql.table(TortureTable.NAME));
            KeyOrder other = order(mariaDb, Side.SOURCE, mariaDb.table(TortureTable.NAME));

            assertThat(one.description()).isEqualTo(other.description());
            assertThat(one.sum(KeyRange.WHOLE).isSame(other.sum(KeyRange.WHOLE)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRangeOfWhichTheServerPutsTogetherOnlyAPartHasNoDigest(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (k int PRIMARY KEY, words varchar(60000) CHARACTER SET latin1)",
                    "INSERT INTO t VALUES (1, REPEAT('x', 60000))");
            for (int i = 1; i <= 256; i *= 2) {
                pair.run(Side.SOURCE, "INSERT INTO t SELECT k + " + i + ", words FROM t");
            }
            KeyOrder order = order(pair, Side.SOURCE, pair.table("t"));

            assertThat(order.sum(KeyRange.WHOLE).digest()).isEmpty();
            assertThat(order.sum(KeyRange.WHOLE.before(Pair.row("200"))).digest())
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsNotKeptByItsKeyHasNoOrder(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            for (String columns : List.of(
                    "k int NOT NULL, UNIQUE (k)",
                    "k double PRIMARY KEY",
                    "k varchar(99) NOT NULL, PRIMARY KEY (k(3))",
                    "k enum('b', 'a') PRIMARY KEY")) {
                pair.run(Side.SOURCE, "DROP TABLE IF EXISTS t", "CREATE TABLE t (" + columns + ")");

                assertThat(pair.digests(Side.SOURCE).order(pair.table("t")))
                        .as(columns)
                        .isEmpty();
            }
        }
    }

    private static KeyOrder order(Pair pair, Side side, Table table) {
        return pair.digests(side).order(table).orElseThrow();
    }

    private static List<KeyRange> ranges(KeyOrder order, int rows) {
        List<KeyRange> ranges = new ArrayList<>();
        KeyRange rest = KeyRange.WHOLE;
        Optional<Row> cut = order.fromEnd(rest, rows);
        while (cut.isPresent()) {
            ranges.add(rest.from(cut.get()));
            rest = rest.before(cut.get());
            cut = order.fromEnd(rest, rows);
        }
        ranges.add(rest);
        return ranges;
    }
}
