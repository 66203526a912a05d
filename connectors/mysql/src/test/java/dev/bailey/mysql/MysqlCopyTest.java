package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MysqlCopyTest {

    private static final String NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)";

    @ParameterizedTest
    @EnumSource
    void everyTypeArrivesByteForByte(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            TortureTable.create(pair, engine, "");
            TortureTable.fill(pair, engine);

            pair.copy(pair.table(TortureTable.NAME), 1);

            String readable = TortureTable.readable(pair);
            assertThat(pair.texts(Side.TARGET, readable)).isEqualTo(pair.texts(Side.SOURCE, readable));
            assertThat(pair.checksum(Side.TARGET, TortureTable.NAME))
                    .isEqualTo(pair.checksum(Side.SOURCE, TortureTable.NAME));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anSqlNullInTheFirstColumnOfTheFirstRowArrivesAsOne(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (v varchar(9), k int PRIMARY KEY)");
            pair.run(Side.SOURCE, "INSERT INTO t VALUES (NULL, 1), ('', 2)");

            pair.copy(pair.table("t"), 1);

            assertThat(pair.texts(Side.TARGET, "SELECT k, v IS NULL FROM t ORDER BY k"))
                    .isEqualTo(pair.texts(Side.SOURCE, "SELECT k, v IS NULL FROM t ORDER BY k"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rangesOfEveryKeyCoverTheTableOnce(Engine engine) throws SQLException {
        List<String> keys = List.of(
                "k int PRIMARY KEY|i * 7919 - 3000000",
                "k bigint unsigned PRIMARY KEY|18446744073709551615 - CAST(i AS UNSIGNED) * 20496382304121724",
                "k varchar(20) COLLATE utf8mb4_general_ci PRIMARY KEY|CONCAT(IF(i % 2, 'a', 'B'), '''\\\\', i % 30, 'ß', i)",
                "k varchar(20) CHARACTER SET latin1 COLLATE latin1_german2_ci PRIMARY KEY|CONCAT('ä', i)",
                "k binary(16) PRIMARY KEY|UNHEX(MD5(i))",
                "k decimal(20,10) PRIMARY KEY|i / 7",
                "k datetime(6) PRIMARY KEY|'2024-01-01' + INTERVAL i * 1111111 MICROSECOND",
                "a int, k int, PRIMARY KEY (a, k)|i % 3, i",
                "a varchar(9), b date, k int, PRIMARY KEY (a, b, k)|CHAR(65 + i % 2), '2024-01-01' + INTERVAL i % 5 DAY, i",
                "k enum('x','y'), b int, PRIMARY KEY (k, b)|1 + i % 2, i",
                "k varchar(200), PRIMARY KEY (k(20))|CONCAT(i, ' and so on')",
                "k int|i % 10");
        try (Pair pair = new Pair(engine)) {
            for (String key : keys) {
                String columns = key.substring(0, key.indexOf('|'));
                pair.both("DROP TABLE IF EXISTS t", "CREATE TABLE t (" + columns + ", v int)");
                pair.run(
                        Side.SOURCE,
                        "INSERT INTO t " + NUMBERS + " SELECT " + key.substring(key.indexOf('|') + 1) + ", i FROM n");
                Table table = pair.table("t");

                assertThat(pair.copy(table, 7)).as(key).isEqualTo(900);

                String sorted = "SELECT * FROM t ORDER BY v";
                assertThat(pair.texts(Side.TARGET, sorted)).as(key).isEqualTo(pair.texts(Side.SOURCE, sorted));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableOfManyRowsIsCutIntoPartsThatAreAlike(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (a varchar(10), k int, PRIMARY KEY (a, k))",
                    "INSERT INTO t " + NUMBERS + " SELECT IF(i < 800, 'most', 'few'), i FROM n",
                    "ANALYZE TABLE t");

            try (TableSnapshot snapshot = pair.snapshot(pair.table("t"))) {
                List<String> ranges = snapshot.ranges(4);

                assertThat(ranges).hasSize(4);
                for (String range : ranges) {
                    String rows = pair.texts(Side.SOURCE, "SELECT COUNT(*) FROM t WHERE " + range)
                            .get(0);
                    assertThat(Integer.parseInt(rows)).as(range).isBetween(150, 300);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatComeAfterTheSnapshotAreNotRead(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (k int PRIMARY KEY)");
            pair.run(Side.SOURCE, "INSERT INTO t VALUES (1)");
            Table table = pair.table("t");
            try (TableSnapshot snapshot = pair.snapshot(table)) {
                pair.run(Side.SOURCE, "INSERT INTO t VALUES (2)", "DELETE FROM t WHERE k = 1");

                try (TableSnapshot.Rows rows = snapshot.read(snapshot.ranges(1).get(0))) {
                    pair.loader().load(table, rows);
                }
            }

            assertThat(pair.texts(Side.TARGET, "SELECT k FROM t")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoTruncatesTheTableWaitsForTheSnapshot(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (k int PRIMARY KEY)");
            Table table = pair.table("t");
            try (TableSnapshot snapshot = pair.snapshot(table)) {
                assertThat(snapshot.table()).isEqualTo(table);
                assertThatThrownBy(() -> pair.run(Side.SOURCE, "SET SESSION lock_wait_timeout = 1", "TRUNCATE TABLE t"))
                        .hasMessageContaining("timeout");
            }
            pair.run(Side.SOURCE, "TRUNCATE TABLE t");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aValueOfManyMegabytesArrives(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (k int PRIMARY KEY, v longblob)");
            pair.run(
                    Side.SOURCE,
                    "INSERT INTO t VALUES (1, REPEAT(X'000A5C41', 3000000)), (2, ''), (3, REPEAT('x', 9000000)), (4, NULL)");

            pair.copy(pair.table("t"), 1);

            assertThat(pair.checksum(Side.TARGET, "t")).isEqualTo(pair.checksum(Side.SOURCE, "t"));
        }
    }
}
