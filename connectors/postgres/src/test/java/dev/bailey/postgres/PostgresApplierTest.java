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
import dev.bailey.core.Clash;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresApplierTest {

    private final Sides sides = new Sides();
    private final Applier applier = sides.target.applier(STREAM);

    @AfterEach
    void close() {
        applier.close();
        sides.close();
    }

    @Test
    void aSetDeletesUpdatesAndInserts() {
        Table table = sides.made("CREATE TABLE t (a int, b text, note text, n numeric, PRIMARY KEY (a, b))");
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
        Table table = sides.made("CREATE TABLE t (id int PRIMARY KEY, n int, large text)");
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
        Table table = sides.made("CREATE TABLE t (id int PRIMARY KEY, email text UNIQUE)");
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
        Table table = sides.made("CREATE TABLE t (id int PRIMARY KEY, n int)");
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
    void aKeyThatChangesIsFoundByTheOldOne() {
        Table table = sides.made("CREATE TABLE t (id int PRIMARY KEY, large text)");
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'kept')");

        applier.begin(checkpoint(1));
        Outcome outcome = applier.write(new Change.Update(table, row("1"), Row.of(Value.of("2"), Value.UNCHANGED)));
        applier.commit();

        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(sides.texts(Side.TARGET, "SELECT concat_ws('|', id, large) FROM t"))
                .containsExactly("2|kept");
    }

    @Test
    void foreignKeysAndTriggersDoNotStandInTheWay() {
        Table child =
                sides.made("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, parent int"
                        + " REFERENCES parent)");

        applier.begin(checkpoint(1));
        assertThat(applier.write(new ChangeSet(child, List.of(), List.of(), List.of(row("1", "77")))))
                .isEqualTo(Outcome.DONE);
        applier.truncate(List.of(sides.table("parent")));
        applier.commit();

        assertThat(sides.texts(Side.TARGET, "SELECT parent FROM t")).containsExactly("77");
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
        Table table = sides.made(
                "CREATE TABLE t (id int PRIMARY KEY, a text, b int, d int4range, EXCLUDE USING gist (d WITH &&));"
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
}
