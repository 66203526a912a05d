package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.PostgresServer.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresCopyTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String KEY = "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
            + " FROM pg_constraint WHERE contype = 'p' AND connamespace = 'public'::regnamespace ORDER BY 1";

    private final Sides sides = new Sides();

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void builtInTypesPassInBinary() {
        sides.both(
                "CREATE TABLE t (id bigint PRIMARY KEY, i smallint, n numeric, n2 numeric(12,3), f real, d double precision,"
                        + " s text, v varchar(20), c char(8), b bytea, bo boolean, da date, ti time, tt timetz, ts timestamp(3),"
                        + " tz timestamptz, iv interval, u uuid, j json, jb jsonb, ip inet, m macaddr, x xml, bi bit(5), vb varbit,"
                        + " r int4range, mr int4multirange, tv tsvector, p point, a int[], ta text[][], mo money, doubled bigint"
                        + " GENERATED ALWAYS AS (id * 2) STORED)");
        sides.run(
                Side.SOURCE,
                "INSERT INTO t VALUES (1, -3, 'NaN', 1.5, 'Infinity', 0.1::float8 + 0.2, E'tab\\tand\\nline \\\\N', 'žluť', 'x',"
                        + " '\\x00ff', true, 'infinity', '24:00', '12:00+02', '2026-01-01 00:00:00.123', '4713-01-01 BC',"
                        + " '1 mon 2 days 3 secs', '00000000-0000-0000-0000-000000000001', '{\"a\":  1}', '{\"a\": 1}',"
                        + " '10.0.0.0/8', '08:00:2b:01:02:03', '<a/>', B'10101', B'1', '[1,5)', '{[1,2),[5,7)}', 'a:1 b:2',"
                        + " '(1,2)', '[0:2]={1,NULL,3}', '{{a,b},{c,NULL}}', '12.34')",
                "INSERT INTO t (id) SELECT generate_series(2, 3000)");

        assertThat(sides.copy(sides.table("t"), 1)).isEqualTo("binary 3000");

        sides.assertSame("t");
    }

    @Test
    void typesThatPeopleMadePassAsText() {
        sides.both(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE DOMAIN positive AS int CHECK (value > 0)",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE TABLE t (id int PRIMARY KEY, m mood, p positive, c pair, ms mood[], q regclass)");
        sides.run(
                Side.SOURCE,
                "INSERT INTO t VALUES (1, 'ok', 7, ROW(1, E'a,\"b\\tc\\\\'), '{sad,ok}', 't')",
                "INSERT INTO t (id) SELECT generate_series(2, 100)");

        assertThat(sides.copy(sides.table("t"), 1)).isEqualTo("text 100");

        sides.assertSame("t");
    }

    @Test
    void aNameOfARelationDoesNotPassAsItsNumber() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, q regclass)");
        sides.run(Side.TARGET, "CREATE TABLE shifts_numbers ()");

        assertThat(sides.target.loader().format(sides.table("t"), sides.source)).isEqualTo("text");
    }

    @Test
    void vectorsThatServersDoNotTakeBackWhereTheyAreEmptyPassAsText() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, o oidvector, i int2vector)");
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (1, '', ''), (2, '1 2', '-1 0')");

        assertThat(sides.copy(sides.table("t"), 1)).isEqualTo("text 2");

        sides.assertSame("t");
    }

    @Test
    void aLoadThatIsNotAnsweredIsUnreachable() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        Table table = sides.table("t");
        try (FaultyLink link = new FaultyLink(SharedServers.of(Version.OLDER).port());
                PostgresConnections through = sides.through(link)) {
            PostgresLoader loader = new PostgresLoader(through, Duration.ofSeconds(1));

            assertThat(CompletableFuture.runAsync(() -> loader.load(table, new Ending(link::freeze))))
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE));
        }
        assertThat(sides.texts(Side.SOURCE, "SELECT count(*) FROM t")).containsExactly("0");
    }

    @Test
    void nothingStaysOfALoadThatFails() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        Table table = sides.table("t");

        assertThatThrownBy(() -> sides.target.loader().load(table, new Failing()))
                .isInstanceOf(Problem.class)
                .hasMessage("the other side went away");

        assertThat(sides.texts(Side.TARGET, "SELECT count(*) FROM t")).containsExactly("0");
        assertThat(sides.texts(Side.TARGET, "SELECT stream FROM bailey.checkpoint"))
                .isEmpty();
    }

    @Test
    void emptyingATableForgetsThatItWasCopiedAndTakesNoOtherWithIt() {
        sides.both(
                "CREATE TABLE t (id int PRIMARY KEY)",
                "CREATE TABLE child (t int REFERENCES t)",
                "INSERT INTO t VALUES (1), (2)",
                "INSERT INTO child VALUES (1)",
                "INSERT INTO bailey.copied VALUES ('forward', 'public', 't'), ('forward', 'public', 'u')");

        sides.target.loader().empty(sides.table("t"), 0);
        sides.target.loader().empty(sides.table("child"), 0);

        assertThat(sides.texts(Side.TARGET, "SELECT count(*) FROM t")).containsExactly("0");
        assertThat(sides.texts(Side.TARGET, "SELECT count(*) FROM child")).containsExactly("0");
        assertThat(sides.texts(Side.TARGET, "SELECT table_name FROM bailey.copied"))
                .containsExactly("u");
    }

    @Test
    void aLargeTableIsLoadedWithoutItsKeyAndThenHasItAgain() {
        sides.both("CREATE TABLE t (b text, id int, CONSTRAINT \"the Key\" PRIMARY KEY (id) INCLUDE (b))");
        sides.run(Side.SOURCE, "INSERT INTO t (id, b) VALUES (1, 'one')");
        Table table = sides.table("t");
        List<String> key = sides.texts(Side.TARGET, KEY);

        sides.target.loader().empty(table, Long.MAX_VALUE);

        assertThat(sides.texts(Side.TARGET, KEY)).isEmpty();
        assertThat(sides.target.catalog().obstacles(Side.TARGET, List.of(table), sides.source.catalog()))
                .as("a restart before the key is there again")
                .isEmpty();

        sides.target.loader().empty(table, Long.MAX_VALUE); // as after a crash
        sides.copy(table, 1);
        sides.target.loader().complete(table);

        assertThat(sides.texts(Side.TARGET, KEY)).isEqualTo(key).hasSize(1);
        assertThat(sides.texts(Side.TARGET, "SELECT statement FROM bailey.key_to_build"))
                .isEmpty();
        sides.assertSame("t");
    }

    @Test
    void aKeyStaysThatOthersStandOnOrThatCouldNotBeBuiltAsItWas() {
        sides.both(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "CREATE VIEW grouped AS SELECT id, v FROM t GROUP BY id",
                "CREATE TABLE filled (id int PRIMARY KEY WITH (fillfactor = 50))",
                "CREATE TABLE whole (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10)");
        List<String> keys = sides.texts(Side.TARGET, KEY);

        for (String name : List.of("t", "filled", "part")) {
            sides.target.loader().empty(sides.table(name), Long.MAX_VALUE);
        }

        assertThat(sides.texts(Side.TARGET, KEY)).isEqualTo(keys).hasSize(4);
    }

    @Test
    void aLargeRangePassesInSeveralTransactions() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, pad text)");
        sides.run(Side.SOURCE, "INSERT INTO t SELECT i, repeat(i::text, 40) FROM generate_series(1, 50000) i");
        Table table = sides.table("t");

        for (String format : List.of("binary", "text")) {
            sides.target.loader().empty(table, 0);
            assertThat(sides.copy(table, format, 1)).isEqualTo(50_000);

            assertThat(sides.texts(Side.TARGET, "SELECT count(DISTINCT xmin::text) > 1 FROM t"))
                    .containsExactly("t");
            sides.assertSame("t");
        }
    }

    @Test
    void theOtherDirectionSeesACopyAsBaileys() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (1)");
        Table table = sides.table("t");
        String stream = sides.stream(Side.TARGET, table);

        sides.target.loader().empty(table, 0);
        sides.copy(table, 1);
        sides.target.log().mark("end");

        try (LogReader reader = sides.target.log().read(stream)) {
            for (int i = 0; i < 2; i++) {
                assertThat(reader.next(SOON))
                        .isInstanceOfSatisfying(
                                LogEvent.Begin.class,
                                begin -> assertThat(begin.origin()).isEqualTo(Origin.BAILEY));
                assertThat(reader.next(SOON)).isInstanceOf(LogEvent.Commit.class);
            }
            assertThat(reader.next(SOON)).isInstanceOf(LogEvent.Begin.class);
            assertThat(reader.next(SOON)).isInstanceOf(LogEvent.Marked.class);
        }
    }

    /** No rows, before whose end something happens. */
    private record Ending(Runnable before) implements TableSnapshot.Rows {

        @Override
        public String format() {
            return "text";
        }

        @Override
        public byte @Nullable [] next() {
            before.run();
            return null;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** Yields one row, and then fails. */
    private static final class Failing implements TableSnapshot.Rows {
        private boolean begun;

        @Override
        public String format() {
            return "text";
        }

        @Override
        public byte @Nullable [] next() {
            if (begun) {
                throw new Problem(Problem.Kind.UNREACHABLE, "the other side went away");
            }
            begun = true;
            return "1\n".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
