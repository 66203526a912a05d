package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Digests.Bucket;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresDigestsTest {

    private static final int BUCKETS = 64;

    private final Sides sides = new Sides();
    private final PostgresDigests source = new PostgresDigests(sides.source.connections());
    private final PostgresDigests target = new PostgresDigests(sides.target.connections());

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void equalRowsHaveEqualDigestsOnBothVersionsWhateverTheirTypes() {
        sides.both(
                "CREATE TYPE mood AS ENUM ('sad', 'happy')",
                "CREATE TABLE t (id int, code char(5), ok bool, n numeric, f float8, r real, at timestamptz, d date,"
                        + " i interval, b bytea, j jsonb, x json, a text[], m mood, u uuid, z text, g numeric GENERATED"
                        + " ALWAYS AS (n * 2) STORED, PRIMARY KEY (id, code, ok, at))",
                "INSERT INTO t SELECT i, 'c' || i % 10, i % 2 = 0, i / 7.0, sqrt(i), i / 3.0::real, '2026-03-29"
                        + " 01:30:00+01'::timestamptz + i * interval '1 h', '2026-01-01'::date + i, i * interval '1 day"
                        + " 3 min', decode(lpad(to_hex(i), 8, '0'), 'hex'), jsonb_build_object('k', i, 'l', NULL),"
                        + " '{\"a\" : 1}', ARRAY['x', NULL, 'q\"' || i, 'ümlaut'], 'happy',"
                        + " md5(i::text)::uuid, CASE WHEN i % 3 > 0 THEN repeat('long ', 900) END"
                        + " FROM generate_series(1, 500) i",
                "INSERT INTO t VALUES (-1, '', true, 'NaN', 'NaN', '-Infinity', 'infinity', '-infinity')");
        Table table = table("t");

        List<Bucket> buckets = source.buckets(table, BUCKETS);

        assertThat(target.buckets(table, BUCKETS)).containsExactlyInAnyOrderElementsOf(buckets);
        assertThat(buckets.stream().mapToLong(Bucket::rows).sum()).isEqualTo(501);
        assertThat(buckets).hasSizeGreaterThan(BUCKETS / 2);
        Map<Row, Long> all = source.rows(table, BUCKETS, every());
        assertThat(all).hasSize(501);
        assertThat(target.rows(table, BUCKETS, every())).isEqualTo(all);
        assertThat(target.rows(table, all.keySet())).isEqualTo(all);
        assertThat(all.keySet()).anySatisfy(key -> {
            assertThat(key.at(1)).isEqualTo(Value.of("c4   "));
            assertThat(key.at(2)).isEqualTo(Value.of("t"));
            assertThat(key.at(3)).isEqualTo(Value.of("2026-03-29 04:30:00+00"));
        });
    }

    @Test
    void whatDiffersShowsInItsBucketAndRowAndNowhereElse() {
        sides.both(
                "CREATE TABLE t (id int PRIMARY KEY, b bytea)",
                "INSERT INTO t SELECT i, decode('00ff', 'hex') FROM generate_series(1, 1000) i");
        sides.run(
                Side.TARGET,
                "UPDATE t SET b = decode('01ff', 'hex') WHERE id = 7",
                "DELETE FROM t WHERE id = 8",
                "INSERT INTO t VALUES (1001, NULL)");
        Table table = table("t");
        Set<Row> touched = Set.of(key("7"), key("8"), key("1001"));

        Map<Integer, Bucket> left = byIndex(source.buckets(table, 1024));
        Map<Integer, Bucket> right = byIndex(target.buckets(table, 1024));
        Set<Integer> different = IntStream.range(0, 1024)
                .filter(i -> !Objects.equals(left.get(i), right.get(i)))
                .boxed()
                .collect(Collectors.toSet());

        assertThat(different).hasSizeBetween(1, 3);
        Map<Row, Long> there = source.rows(table, 1024, different);
        Map<Row, Long> here = target.rows(table, 1024, different);
        assertThat(there).doesNotContainKey(key("1001")).containsKeys(key("7"), key("8"));
        assertThat(here).doesNotContainKey(key("8")).containsKeys(key("7"), key("1001"));
        there.keySet().stream()
                .filter(key -> !touched.contains(key))
                .forEach(key -> assertThat(here.get(key)).isEqualTo(there.get(key)));
        assertThat(here.get(key("7"))).isNotEqualTo(there.get(key("7")));
    }

    @Test
    void rowsAreLookedUpByKeyInAnyNumber() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 2500)");
        List<Row> keys = IntStream.rangeClosed(1, 3000)
                .mapToObj(i -> key(String.valueOf(i)))
                .toList();

        assertThat(source.rows(table("t"), keys)).hasSize(2500).doesNotContainKey(key("2501"));
        assertThat(source.rows(table("t"), List.of())).isEmpty();
        assertThat(source.rows(table("t"), BUCKETS, Set.of())).isEmpty();
    }

    @Test
    void aRowIsShownWholeAndOneThatIsNotThereAsNothing() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, \"odd \"\" name\" text)", "INSERT INTO t VALUES (1, 'a, b')");

        assertThat(source.image(table("t"), key("1"))).isEqualTo("(1,\"a, b\")");
        assertThat(source.image(table("t"), key("2"))).isEmpty();
    }

    @Test
    void rowsKnownByAllTheirColumnsAreFoundEvenWithNulls() {
        sides.both(
                "CREATE TABLE t (a int, b text)",
                "ALTER TABLE t REPLICA IDENTITY FULL",
                "INSERT INTO t VALUES (1, NULL)");
        Row key = Row.of(Value.of("1"), Value.NULL);

        assertThat(source.rows(table("t"), List.of(key))).containsOnlyKeys(key);
        assertThat(source.rows(table("t"), BUCKETS, every())).containsOnlyKeys(key);
    }

    @Test
    void rowsThatAreTheSameAreCounted() {
        sides.both("CREATE TABLE t (a json)", "ALTER TABLE t REPLICA IDENTITY FULL", "INSERT INTO t VALUES ('{}')");
        sides.run(Side.SOURCE, "INSERT INTO t VALUES ('{}')");
        Row key = key("{}");

        assertThat(source.rows(table("t"), BUCKETS, every())).containsOnlyKeys(key);
        assertThat(source.rows(table("t"), BUCKETS, every())).isNotEqualTo(target.rows(table("t"), BUCKETS, every()));
        assertThat(source.rows(table("t"), List.of(key))).isNotEqualTo(target.rows(table("t"), List.of(key)));
    }

    @Test
    void keysOfTypesThatAreOnNoSearchPathAreFound() {
        sides.both(
                "CREATE SCHEMA ext",
                "CREATE EXTENSION ltree SCHEMA ext",
                "CREATE EXTENSION citext SCHEMA ext",
                "CREATE TABLE t (l ext.ltree, c ext.citext, PRIMARY KEY (l, c))",
                "INSERT INTO t VALUES ('Top.Science', 'Ab')");
        Row key = Row.of(Value.of("Top.Science"), Value.of("Ab"));

        assertThat(source.rows(table("t"), List.of(key))).containsOnlyKeys(key);
        assertThat(target.image(table("t"), key)).isEqualTo("(Top.Science,Ab)");
    }

    @Test
    void aKeyThatIsARowOfNullsIsNoNull() {
        sides.both(
                "CREATE TYPE pair AS (a int, b int)",
                "CREATE TABLE t (p pair PRIMARY KEY)",
                "INSERT INTO t VALUES (ROW(NULL, NULL)), (ROW(1, NULL))");

        assertThat(source.rows(table("t"), BUCKETS, every())).containsOnlyKeys(key("(,)"), key("(1,)"));
        assertThat(source.rows(table("t"), List.of(key("(,)"), key("(1,)")))).hasSize(2);
    }

    @Test
    void aTableWithoutAKeyCannotBeCompared() {
        sides.both("CREATE TABLE t (a int)");

        assertThatThrownBy(() -> source.buckets(table("t"), BUCKETS))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("public.t has no key");
    }

    private Table table(String name) {
        return new PostgresCatalog(sides.source.connections())
                .tables(List.of("public." + name), List.of())
                .get(0);
    }

    private static Set<Integer> every() {
        return IntStream.range(0, BUCKETS).boxed().collect(Collectors.toSet());
    }

    private static Map<Integer, Bucket> byIndex(List<Bucket> buckets) {
        return buckets.stream().collect(Collectors.toMap(Bucket::index, bucket -> bucket));
    }

    private static Row key(String text) {
        return Row.of(Value.of(text));
    }
}
