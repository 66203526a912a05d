package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Applier;
import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresApplierTest {

    private static final String STREAM = "forward";

    private static final String WITH_FIXED_NUMBER =
            "CREATE TABLE t (code text PRIMARY KEY, seq int GENERATED ALWAYS AS IDENTITY, large text)";

    private final Sides sides = new Sides();
    private final Applier applier = sides.target.applier(STREAM);

    @AfterEach
    void close() {
        applier.close();
        sides.close();
    }

    @Test
    void aSetDeletesUpdatesAndInserts() {
        Table table = made("CREATE TABLE t (a int, b text, note text, n numeric, PRIMARY KEY (a, b))");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'x', 'old', 1), (2, 'y', 'old', 2), (3, 'z', 'old', 3)");

        applier.begin(checkpoint(1));
        Outcome outcome = applier.write(new ChangeSet(
                table,
                List.of(row("1", "x")),
                List.of(update(table, "2", "y", "new\t\\N", "NaN"), update(table, "3", "z", null, "2.50")),
                List.of(row("4", "\\", "a\nb\r\tc", null))));
        applier.commit();

        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', a, b, note, n) FROM t ORDER BY a"))
                .containsExactly("2|y|new\t\\N|NaN", "3|z|2.50", "4|\\|a\nb\r\tc");
    }

    @Test
    void aValueLeftOutKeepsWhatIsThere() {
        Table table = made("CREATE TABLE t (id int PRIMARY KEY, n int, large text)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 1, 'kept'), (2, 2, 'kept'), (3, 3, 'lost')");

        applier.begin(checkpoint(1));
        Outcome outcome = applier.write(new ChangeSet(
                table,
                List.of(),
                List.of(
                        new Change.Update(table, row("1"), Row.of(Value.of("1"), Value.of("10"), Value.UNCHANGED)),
                        new Change.Update(table, row("2"), Row.of(Value.of("2"), Value.UNCHANGED, Value.UNCHANGED)),
                        update(table, "3", "30", "new")),
                List.of()));
        applier.commit();

        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, n, large) FROM t ORDER BY id"))
                .containsExactly("1|10|kept", "2|2|kept", "3|30|new");
    }

    @Test
    void uniqueValuesThatSwapCollideAndAreRewritten() {
        Table table = made("CREATE TABLE t (id int PRIMARY KEY, email text UNIQUE)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        ChangeSet swap = new ChangeSet(
                table, List.of(), List.of(update(table, "1", "b"), update(table, "2", "a")), List.of(row("3", "c")));

        applier.begin(checkpoint(1));
        applier.savepoint();
        assertThat(applier.write(swap)).isEqualTo(Outcome.COLLIDED);
        applier.rollbackToSavepoint();
        assertThat(applier.rewrite(swap)).isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT email FROM t ORDER BY id")).containsExactly("b", "a", "c");
        assertThat(sides.target.checkpoint(STREAM)).contains(checkpoint(1));
    }

    @Test
    void aRowThatIsNotThereIsNoticed() {
        Table table = made("CREATE TABLE t (id int PRIMARY KEY, n int)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 1)");

        applier.begin(checkpoint(1));
        applier.savepoint();

        assertThat(applier.write(new ChangeSet(table, List.of(row("9")), List.of(), List.of())))
                .isEqualTo(Outcome.MISCOUNTED);
        assertThat(applier.write(new ChangeSet(table, List.of(), List.of(update(table, "9", "1")), List.of())))
                .isEqualTo(Outcome.MISCOUNTED);
        Row untouched = Row.of(Value.of("9"), Value.UNCHANGED);
        assertThat(applier.write(new Change.Update(table, row("9"), untouched))).isEqualTo(Outcome.MISCOUNTED);
        assertThat(applier.write(new Change.Delete(table, row("9")))).isEqualTo(Outcome.MISCOUNTED);
        assertThat(applier.write(new Change.Insert(table, row("1", "1")))).isEqualTo(Outcome.COLLIDED);
        applier.rollback();
    }

    @Test
    void theNumberOfARelationThatIsGoneIsWrittenAsItIs() {
        Table table =
                made("CREATE DOMAIN relation AS regclass; CREATE TABLE t (id int PRIMARY KEY, r regclass, d relation)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 't', 't'), (2, 't', 't')");

        applier.begin(checkpoint(1));
        ChangeSet set = new ChangeSet(
                table,
                List.of(),
                List.of(update(table, "1", "4294967294", "-"), update(table, "2", "-", "pg_class")),
                List.of());
        assertThat(applier.write(set)).isEqualTo(Outcome.DONE);
        assertThat(applier.write(new Change.Insert(table, row("3", "4294967294", "-"))))
                .isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, r, d) FROM t ORDER BY id"))
                .containsExactly("1|4294967294|-", "2|-|pg_class", "3|4294967294|-");
    }

    @Test
    void ofRowsThatAreTheSameOneIsChangedForEachChange() {
        Table table = made("CREATE TABLE t (a int, b numeric); ALTER TABLE t REPLICA IDENTITY FULL");
        sides.run(
                Side.TARGET,
                "INSERT INTO t VALUES (1, 1.0), (1, 1.0), (1, 1.0), (1, 1.00), (NULL, NULL), (NULL, NULL)");

        applier.begin(checkpoint(1));
        ChangeSet deletes =
                new ChangeSet(table, List.of(row("1", "1.0"), row("1", "1.00"), row(null, null)), List.of(), List.of());
        assertThat(applier.write(deletes)).isEqualTo(Outcome.DONE);
        assertThat(applier.write(new Change.Update(table, row("1", "1.0"), row("1", "2"))))
                .isEqualTo(Outcome.DONE);
        assertThat(applier.write(update(table, "1", "1.0"))).isEqualTo(Outcome.DONE);
        assertThat(applier.write(new Change.Delete(table, row("1", "1.000")))).isEqualTo(Outcome.MISCOUNTED);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT ROW(t.*)::text FROM t ORDER BY a, b"))
                .containsExactly("(1,1.0)", "(1,2)", "(,)");
    }

    @Test
    void rowsAreKnownByTheirTextWhereTheirTypesHaveNoEquality() {
        Table table = made("CREATE TABLE t (j json, b box, r regclass); ALTER TABLE t REPLICA IDENTITY FULL");
        sides.run(Side.TARGET, "INSERT INTO t VALUES ('{}', '(1,1),(0,0)', 't'), ('{ }', '(2,2),(1,1)', NULL)");

        applier.begin(checkpoint(1));
        assertThat(applier.write(
                        new Change.Update(table, row("{}", "(1,1),(0,0)", "public.t"), row("{}", "(3,3),(2,2)", "-"))))
                .isEqualTo(Outcome.DONE);
        assertThat(applier.write(new Change.Delete(table, row("{ }", "(2,2),(1,1)", null))))
                .isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT ROW(t.*)::text FROM t")).containsExactly("({},\"(3,3),(2,2)\",-)");
    }

    @Test
    void aKeyOfATypeThatIsOnNoSearchPathIsFoundByItsIndex() {
        Table table = made("CREATE SCHEMA ext; CREATE EXTENSION ltree SCHEMA ext;"
                + " CREATE TABLE t (k ext.ltree PRIMARY KEY, v int)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES ('a.b', 1), ('a.c', 1)");

        applier.begin(checkpoint(1));
        assertThat(applier.write(
                        new ChangeSet(table, List.of(row("a.c")), List.of(update(table, "a.b", "2")), List.of())))
                .isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT ROW(t.*)::text FROM t")).containsExactly("(a.b,2)");
    }

    @Test
    void changesAreCarriedOutOneByOneAsTheyCame() {
        Table table = made("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code int NOT NULL,"
                + " serial int GENERATED ALWAYS AS (code * 2) STORED, UNIQUE (code))");

        applier.begin(checkpoint(1));
        assertThat(applier.write(new Change.Insert(table, row("5", "1", "2")))).isEqualTo(Outcome.DONE);
        assertThat(applier.write(update(table, "5", "2", "4"))).isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, code, serial) FROM t"))
                .containsExactly("5|2|4");
    }

    @Test
    void aKeyThatChangesIsFoundByTheOldOne() {
        Table table = made("CREATE TABLE t (id int PRIMARY KEY, large text)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'kept')");

        applier.begin(checkpoint(1));
        Outcome outcome = applier.write(new Change.Update(table, row("1"), Row.of(Value.of("2"), Value.UNCHANGED)));
        applier.commit();

        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, large) FROM t"))
                .containsExactly("2|kept");
    }

    @Test
    void aNumberThatTheServerInsistsOnFillingIsCarriedByWritingTheRowAnew() {
        Table table = made(WITH_FIXED_NUMBER);
        sides.run(Side.TARGET, "INSERT INTO t (code, large) VALUES ('x', 'a'), ('y', 'b')");
        applier.begin(checkpoint(1));

        assertThat(applier.write(new ChangeSet(table, List.of(), List.of(update(table, "x", "7", "new")), List.of())))
                .isEqualTo(Outcome.DONE);
        assertThat(applier.write(update(table, "y", "8", "new"))).isEqualTo(Outcome.DONE);
        assertThat(applier.write(new ChangeSet(table, List.of(), List.of(update(table, "z", "9", "")), List.of())))
                .isEqualTo(Outcome.MISCOUNTED);
        assertThat(applier.write(update(table, "z", "9", ""))).isEqualTo(Outcome.MISCOUNTED);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', code, seq, large) FROM t ORDER BY code"))
                .containsExactly("x|7|new", "y|8|new");
    }

    @Test
    void aNumberThatTheServerInsistsOnFillingIsNeverLeftAsItWas() {
        Table table = made(WITH_FIXED_NUMBER);
        sides.run(Side.TARGET, "INSERT INTO t (code, large) VALUES ('x', 'kept')");
        Change.Update same = new Change.Update(table, row("x"), Row.of(Value.of("x"), Value.of("1"), Value.UNCHANGED));
        Change.Update other = new Change.Update(table, row("x"), Row.of(Value.of("x"), Value.of("7"), Value.UNCHANGED));
        Change.Update renamed =
                new Change.Update(table, row("x"), Row.of(Value.of("w"), Value.of("1"), Value.UNCHANGED));

        applier.begin(checkpoint(1));
        assertThat(applier.write(new ChangeSet(table, List.of(), List.of(same), List.of())))
                .isEqualTo(Outcome.DONE);
        assertThat(applier.write(same)).isEqualTo(Outcome.DONE);
        assertThatThrownBy(() -> applier.write(new ChangeSet(table, List.of(), List.of(other), List.of())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("\"seq\" of public.t")
                .hasMessageContaining("SET GENERATED BY DEFAULT");
        applier.begin(checkpoint(1));
        assertThatThrownBy(() -> applier.write(other))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("\"seq\"");
        applier.begin(checkpoint(1));
        assertThat(applier.write(renamed)).isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', code, seq, large) FROM t"))
                .containsExactly("w|1|kept");
    }

    @Test
    void aKeyThatTheServerInsistsOnFillingChangesOrIsNamed() {
        Table table = made("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, large text)");
        sides.run(Side.TARGET, "INSERT INTO t (large) VALUES ('a'), ('b')");

        applier.begin(checkpoint(1));
        assertThat(applier.write(new Change.Update(table, row("1"), row("11", "a"))))
                .isEqualTo(Outcome.DONE);
        applier.commit();
        applier.begin(checkpoint(2));
        assertThatThrownBy(() ->
                        applier.write(new Change.Update(table, row("2"), Row.of(Value.of("12"), Value.UNCHANGED))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("\"id\" of public.t");

        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, large) FROM t ORDER BY id"))
                .containsExactly("2|b", "11|a");
    }

    @Test
    void foreignKeysAndTriggersDoNotStandInTheWay() {
        Table child = made("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, parent int"
                + " REFERENCES parent)");

        applier.begin(checkpoint(1));
        assertThat(applier.write(new ChangeSet(child, List.of(), List.of(), List.of(row("1", "77")))))
                .isEqualTo(Outcome.DONE);
        applier.truncate(List.of(sides.table("parent")));
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT parent FROM t")).containsExactly("77");
    }

    @Test
    void aValueTooLongForThisSideIsRefusedAndNotCut() {
        sides.run(Side.SOURCE, "CREATE TABLE t (id int PRIMARY KEY, code varchar(10))");
        sides.run(Side.TARGET, "CREATE TABLE t (id int PRIMARY KEY, code varchar(3))", "INSERT INTO t VALUES (1, 'a')");
        Table table = sides.table("t");

        applier.begin(checkpoint(1));
        assertThatThrownBy(() -> applier.write(
                        new ChangeSet(table, List.of(), List.of(update(table, "1", "abcdef")), List.of())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("public.t")
                .hasMessageContaining("too long");

        applier.begin(checkpoint(1));
        applier.rollback();
    }

    @Test
    void aStaleApplierIsRefused() {
        applier.begin(checkpoint(1));
        applier.commit();
        applier.begin(checkpoint(2));
        applier.commit();

        try (Applier stale = sides.target.applier(STREAM)) {
            for (long counter : new long[] {1, 2, 4}) {
                assertThatThrownBy(() -> stale.begin(checkpoint(counter)))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT));
            }
            stale.begin(checkpoint(3));
            stale.commit();
        }
        assertThat(sides.target.checkpoint(STREAM)).contains(checkpoint(3));
    }

    @Test
    void nothingIsThereBeforeTheFirstCheckpoint() {
        assertThat(sides.target.checkpoint(STREAM)).isEmpty();
        assertThat(applier.copied()).isEmpty();
    }

    @Test
    void copiedTablesAreNotedWithTheTransaction() {
        TableId id = new TableId("public", "t");
        applier.begin(checkpoint(1));
        applier.copied(id);
        assertThat(applier.copied()).containsExactly(id);
        applier.rollback();
        assertThat(applier.copied()).isEmpty();

        applier.begin(checkpoint(1));
        applier.copied(id);
        applier.copied(id);
        applier.commit();
        assertThat(applier.copied()).containsExactly(id);
    }

    @Test
    void theRowInTheWayIsFoundWhateverTheIndexIsMadeOf() {
        Table table =
                made("CREATE TABLE t (id int PRIMARY KEY, a text, b int, d int4range, EXCLUDE USING gist (d WITH &&));"
                        + " CREATE UNIQUE INDEX ON t (lower(a), b) WHERE b > 0");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'Anna', 1, '[1,5)'), (2, 'anna', 0, '[10,20)')");

        assertThat(found(new Change.Insert(table, row("3", "ANNA", "1", "[100,101)"))))
                .contains("\"a\" : \"Anna\"");
        assertThat(found(new Change.Insert(table, row("3", "x", "1", "[4,11)"))))
                .contains("\"d\" : \"[1,5)\"");
        assertThat(found(new Change.Update(table, row("2"), row("2", "anna", "0", "[2,30)"))))
                .contains("\"d\" : \"[1,5)\"");
    }

    private String found(Change change) {
        applier.begin(checkpoint(1));
        applier.savepoint();
        assertThat(applier.write(change)).isEqualTo(Outcome.COLLIDED);
        applier.rollbackToSavepoint();
        Clash clash = applier.clash(change);
        applier.rollback();
        assertThat(clash.kind()).isEqualTo(Clash.Kind.VALUE_TAKEN);
        return clash.found().orElse("none");
    }

    @Test
    void whatIsReadIsWrittenTheSame() {
        sides.both("CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TYPE pair AS (a int, b text)");
        Table table =
                made("CREATE TABLE t (id uuid PRIMARY KEY, n numeric(10,2), c char(5), v varchar(9), b bytea, m mood,"
                        + " p pair, a text[], j jsonb, x xml, iv interval, ts timestamp, bi bit(3), q \"char\", bo boolean,"
                        + " da date, ip inet, mo money, f real, r int4range)");
        String stream = sides.stream(Side.SOURCE, table);
        String id = "('00000000-0000-0000-0000-00000000000' || i)::uuid";
        sides.run(
                Side.SOURCE,
                "INSERT INTO t SELECT " + id
                        + ", 1.5, 'ab', 'cd', '\\x5c00', 'ok', ROW(1, E'\\\\,\"')::pair, '{a,NULL,\"\"}',"
                        + " '{\"k\": [1, null]}', '<a>&amp;</a>', '1 mon -2 days', 'infinity', B'101', 'z', false,"
                        + " '0044-03-15 BC', '::1/64', '-3.50', 'NaN', 'empty' FROM generate_series(1, 6) i",
                "UPDATE t SET n = -n, c = 'x', v = v || '!', b = '\\x', m = 'sad', p = ROW(NULL, ''), a = '[2:3]={x,y}',"
                        + " j = 'null', iv = '-00:00:00.000001', ts = '2026-02-03 04:05:06.789', bi = B'011', q = '',"
                        + " bo = NULL, da = '-infinity', mo = '1000000.01', f = 1e-30, r = '(,5]' WHERE id::text LIKE '%3'");
        applier.begin(checkpoint(1));

        follow(stream);
        applier.commit();

        String digest = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM t";
        assertThat(sides.texts(Side.TARGET, digest)).isEqualTo(sides.texts(Side.SOURCE, digest));
    }

    /** Inserts row by row, updates as a set of one. */
    private void follow(String stream) {
        sides.source.log().mark("end");
        try (LogReader reader = sides.source.log().read(stream)) {
            LogEvent event = reader.next(Duration.ofSeconds(20));
            while (!(event instanceof LogEvent.Marked)) {
                if (event instanceof LogEvent.Changed changed) {
                    assertThat(written(changed.change())).isEqualTo(Outcome.DONE);
                }
                event = reader.next(Duration.ofSeconds(20));
            }
        }
    }

    private Outcome written(Change change) {
        return change instanceof Change.Update update
                ? applier.write(new ChangeSet(update.table(), List.of(), List.of(update), List.of()))
                : applier.write(change);
    }

    private Table made(String sql) {
        sides.both(sql);
        return sides.table("t");
    }

    private static Checkpoint checkpoint(long counter) {
        return new Checkpoint(STREAM, new Lsn(counter), counter, /* applying= */ true, "m");
    }

    private static Change.Update update(Table table, @Nullable String... values) {
        Row row = row(values);
        return new Change.Update(table, row.pick(table.keyIndexes()), row);
    }

    private static Row row(@Nullable String... values) {
        Value[] wrapped = new Value[values.length];
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            wrapped[i] = value == null ? Value.NULL : Value.of(value);
        }
        return Row.of(wrapped);
    }
}
