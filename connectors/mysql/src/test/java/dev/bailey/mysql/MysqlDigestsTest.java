package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Digests.Bucket;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MysqlDigestsTest {

    @ParameterizedTest
    @EnumSource
    void aCopyHasTheSameDigestsAndEveryRowItsOwn(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            TortureTable.create(pair, engine, "");
            TortureTable.fill(pair, engine);
            Table table = pair.table(TortureTable.NAME);
            pair.copy(table, 1);

            Map<Row, Long> there = all(pair, Side.SOURCE, table);

            assertThat(all(pair, Side.TARGET, table)).isEqualTo(there);
            assertThat(new HashSet<>(there.values())).hasSameSizeAs(there.keySet());
            assertThat(Set.copyOf(pair.digests(Side.TARGET).buckets(table, 8)))
                    .isEqualTo(Set.copyOf(pair.digests(Side.SOURCE).buckets(table, 8)));
        }
    }

    @Test
    void bothEnginesAgree() throws SQLException {
        try (Pair mysql = new Pair(Engine.MYSQL);
                Pair mariaDb = new Pair(Engine.MARIADB)) {
            TortureTable.createCommon(mysql);
            TortureTable.createCommon(mariaDb);

            Map<Row, Long> there = all(mysql, Side.SOURCE, mysql.table(TortureTable.NAME));

            assertThat(there).hasSizeGreaterThan(10);
            assertThat(all(mariaDb, Side.SOURCE, mariaDb.table(TortureTable.NAME)))
                    .isEqualTo(there);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfAnyColumnChangesTheDigest(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            TortureTable.create(pair, engine, "");
            TortureTable.fill(pair, engine);
            Table table = pair.table(TortureTable.NAME);
            Map<Row, Long> before = all(pair, Side.SOURCE, table);
            for (String column : TortureTable.written(table)) {
                String is = Sql.name(column);
                String row = pair.texts(Side.SOURCE, "SELECT id FROM torture WHERE " + is + " IS NOT NULL LIMIT 1")
                        .get(0);

                pair.run(Side.SOURCE, "UPDATE torture SET " + is + " = NULL WHERE id = " + row);

                Map<Row, Long> after = all(pair, Side.SOURCE, table);
                assertThat(after.get(Pair.row(row))).as(column).isNotEqualTo(before.get(Pair.row(row)));
                before = after;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesDoNotRunIntoEachOther(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (k int PRIMARY KEY, a varchar(9), b varchar(9), m int, n int)",
                    "INSERT INTO t (k, a, b) VALUES (0, 'a', 'b'), (1, 'ab', ''), (2, 'ab', NULL), (3, NULL, 'ab'),"
                            + " (4, '1,a', '~'), (5, '', ''), (6, 'A', 'b'), (7, 'a ', 'b'), (8, '~', '1,a'),"
                            + " (9, NULL, NULL), (10, '', NULL), (11, NULL, ''), (12, 'a,', 'b'), (13, 'a', ',b')",
                    "INSERT INTO t (k, m, n) VALUES (14, 1, 11), (15, 11, 1), (16, 1, NULL), (17, NULL, 1), (18, 0, 0)");
            Table table =
                    new Table(pair.table("t").id(), pair.table("t").columns().subList(1, 5));

            String digest = new DigestSql(table, 1, "").digest();

            assertThat(pair.texts(Side.SOURCE, "SELECT DISTINCT " + digest + " FROM t"))
                    .hasSize(19);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreFoundByKeysOfEveryType(Engine engine) throws SQLException {
        List<String> keys = List.of(
                "k bigint unsigned|18446744073709551615",
                "k decimal(30,10)|-12345678901234567890.5",
                "k float|0.1",
                "k double|-1.1754943508222875e-38",
                "k varchar(9) CHARACTER SET latin1|'ä€ '",
                "k varchar(9) CHARACTER SET utf16 COLLATE utf16_bin|'\\\\''x'",
                "k varchar(9) COLLATE utf8mb4_general_ci|'Äß'",
                "k char(9) CHARACTER SET sjis|_sjis X'835C'",
                "k binary(4)|X'0100'",
                "k varbinary(9)|X'005C27'",
                "k date|'0000-00-00'",
                "k time(6)|'-00:00:00.000001'",
                "k datetime(3)|'2024-02-31 01:02:03.004'",
                "k timestamp(6)|'2024-03-31 02:30:00.5'",
                "k year|0",
                "k bit(64)|18446744073709551615",
                "k enum('2','1')|'1'",
                "k set('a','b')|'a,b'",
                "a int, k varchar(9)|7, 'x'");
        try (Pair pair = new Pair(engine)) {
            for (String key : keys) {
                String columns = key.substring(0, key.indexOf('|'));
                String names = columns.startsWith("a ") ? "a, k" : "k";
                pair.run(
                        Side.SOURCE,
                        "DROP TABLE IF EXISTS t",
                        "CREATE TABLE t (" + columns + ", v int, PRIMARY KEY (" + names + "))",
                        "INSERT INTO t VALUES (" + key.substring(key.indexOf('|') + 1) + ", 1)");
                Table table = pair.table("t");
                Map<Row, Long> all = all(pair, Side.SOURCE, table);

                assertThat(pair.digests(Side.SOURCE).rows(table, all.keySet()))
                        .as(key)
                        .hasSize(1)
                        .isEqualTo(all);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsWithoutAKeyCountAsOftenAsTheyAreThere(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (a int, b varchar(9))", "INSERT INTO t VALUES (1, NULL), (1, NULL), (NULL, 'x')");
            Table table = pair.table("t");
            Map<Row, Long> twice = all(pair, Side.SOURCE, table);

            pair.run(Side.TARGET, "DELETE FROM t WHERE a = 1 LIMIT 1");

            assertThat(pair.digests(Side.SOURCE).rows(table, twice.keySet())).isEqualTo(twice);
            assertThat(pair.digests(Side.TARGET).rows(table, twice.keySet()))
                    .hasSize(2)
                    .isNotEqualTo(twice);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bucketsAddUpToAllRows(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (k int PRIMARY KEY)",
                    "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                            + " SELECT i FROM n");
            Table table = pair.table("t");

            List<Bucket> buckets = pair.digests(Side.SOURCE).buckets(table, 64);

            assertThat(buckets).hasSize(64).allMatch(bucket -> bucket.rows() < 40);
            assertThat(buckets.stream().mapToLong(Bucket::rows).sum()).isEqualTo(900);
            assertThat(pair.digests(Side.SOURCE).rows(table, 64, Set.of(5)).values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(buckets.stream()
                            .filter(bucket -> bucket.index() == 5)
                            .findFirst()
                            .orElseThrow()
                            .sum());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowIsShownAsPeopleReadIt(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (k int PRIMARY KEY, a varchar(9) CHARACTER SET latin1, b varbinary(9), c int)",
                    "INSERT INTO t VALUES (1, 'ä', X'00ff', NULL)");
            Table table = pair.table("t");

            assertThat(pair.digests(Side.SOURCE).image(table, Pair.row("1"))).isEqualTo("(1, 'ä', 0x00FF, NULL)");
            assertThat(pair.digests(Side.SOURCE).image(table, Pair.row("2"))).isEmpty();
        }
    }

    private static Map<Row, Long> all(Pair pair, Side side, Table table) {
        return pair.digests(side).rows(table, 1, Set.of(0));
    }
}
