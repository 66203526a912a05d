package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads that others get in the way of. */
class PostgresLoaderTest {

    private static final String KEYS =
            "SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'p'";

    private final Sides sides = new Sides();

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void theKeyOfATableIsNotBuiltOnOneThatWasMadeAgainUnderItsName() {
        sides.both("CREATE TABLE t (id int CONSTRAINT first PRIMARY KEY, b text)");
        Table table = sides.table("t");
        sides.target.loader().empty(table, Long.MAX_VALUE);
        sides.run(Side.TARGET, "DROP TABLE t", "CREATE TABLE t (id int, b text)");

        sides.target.loader().complete(table);

        assertThat(sides.texts(Side.TARGET, KEYS)).isEmpty();
    }

    @Test
    void aKeyThatSomebodyBuiltMeanwhileIsLeftAsItIs() {
        sides.both("CREATE TABLE t (id int CONSTRAINT first PRIMARY KEY, b text)");
        Table table = sides.table("t");
        sides.target.loader().empty(table, Long.MAX_VALUE);
        sides.run(Side.TARGET, "ALTER TABLE t ADD CONSTRAINT second PRIMARY KEY (id)");

        sides.target.loader().complete(table);

        assertThat(sides.texts(Side.TARGET, KEYS)).containsExactly("second");
    }

    @Test
    void aRowThatSomebodyWritesMeanwhileMakesTheLoadBeginAgain() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, b text)");
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (1, 'one')");
        Table table = sides.table("t");
        sides.target.loader().empty(table, 0);
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'foreign')");

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> load(table))
                .satisfies(problem -> assertThat(problem.isRetryable()).isTrue())
                .withMessageContaining("somebody else writes to it");
    }

    @Test
    void aRowThatSomebodyWroteWhileTheKeyWasOffMakesTheLoadBeginAgain() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, b text)");
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (1, 'one')");
        Table table = sides.table("t");
        sides.target.loader().empty(table, Long.MAX_VALUE);
        load(table);
        sides.run(Side.TARGET, "INSERT INTO t VALUES (1, 'foreign')");

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> sides.target.loader().complete(table))
                .satisfies(problem -> assertThat(problem.isRetryable()).isTrue());

        sides.target.loader().empty(table, Long.MAX_VALUE);
        load(table);
        sides.target.loader().complete(table);
        assertThat(sides.texts(Side.TARGET, "SELECT b FROM t")).containsExactly("one");
        assertThat(sides.texts(Side.TARGET, KEYS)).containsExactly("t_pkey");
    }

    private void load(Table table) {
        try (TableSnapshot snapshot = sides.source.snapshot(table, "text");
                TableSnapshot.Rows rows = snapshot.read(snapshot.ranges(1).get(0))) {
            sides.target.loader().load(table, rows);
        }
    }
}
