package dev.bailey.postgres;

import static dev.bailey.postgres.Applying.STREAM;
import static dev.bailey.postgres.Applying.checkpoint;
import static dev.bailey.postgres.Applying.update;
import static dev.bailey.postgres.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Applier;
import dev.bailey.core.Applier.Outcome;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns and keys that need a care of their own when they are written. */
class PostgresApplierColumnsTest {

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
    void theNumberOfARelationThatIsGoneIsWrittenAsItIs() {
        Table table = sides.made(
                "CREATE DOMAIN relation AS regclass; CREATE TABLE t (id int PRIMARY KEY, r regclass, d relation)");
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
        Table table = sides.made("CREATE TABLE t (a int, b numeric); ALTER TABLE t REPLICA IDENTITY FULL");
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
        Table table = sides.made("CREATE TABLE t (j json, b box, r regclass); ALTER TABLE t REPLICA IDENTITY FULL");
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
        Table table = sides.made("CREATE SCHEMA ext; CREATE EXTENSION ltree SCHEMA ext;"
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
        Table table = sides.made("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code int NOT NULL,"
                + " serial int GENERATED ALWAYS AS (code * 2) STORED, UNIQUE (code))");

        applier.begin(checkpoint(1));
        assertThat(applier.write(new Change.Insert(table, row("5", "1", "2")))).isEqualTo(Outcome.DONE);
        assertThat(applier.write(update(table, "5", "2", "4"))).isEqualTo(Outcome.DONE);
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, code, serial) FROM t"))
                .containsExactly("5|2|4");
    }

    @Test
    void aNumberThatTheServerInsistsOnFillingIsCarriedByWritingTheRowAnew() {
        Table table = sides.made(WITH_FIXED_NUMBER);
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
        Table table = sides.made(WITH_FIXED_NUMBER);
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
        Table table = sides.made("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, large text)");
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
    void whatIsReadIsWrittenTheSame() {
        sides.both("CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TYPE pair AS (a int, b text)");
        Table table = sides.made(
                "CREATE TABLE t (id uuid PRIMARY KEY, n numeric(10,2), c char(5), v varchar(9), b bytea, m mood,"
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
}
