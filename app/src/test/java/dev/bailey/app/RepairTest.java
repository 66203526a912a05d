package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows are mended while the stream that carries their changes goes on. */
class RepairTest {

    @SuppressWarnings("NullAway.Init")
    private ReplicatedWorld world;

    @BeforeEach
    void open() {
        world = new ReplicatedWorld(Servers.OLD, Servers.NEW);
        world.onSource("INSERT INTO item SELECT i, i, 'l' || i, repeat('x', i), i / 3.0 FROM generate_series(1, 50) i");
        world.start();
        world.awaitCopy();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aRowThatDiffersIsMadeWhatItIsOnTheOwner() {
        world.onTarget(
                "UPDATE item SET body = NULL, n = 'NaN' WHERE id = 1",
                "DELETE FROM item WHERE id = 2",
                "INSERT INTO item VALUES (1000, 1000)");

        assertThat(mend(1, 2, 3, 1000)).isEqualTo(keys(1, 2, 3, 1000));

        world.onSource("UPDATE item SET n = n + 1");
        world.assertEqual();
    }

    @Test
    void whatIsWrittenWhileARowIsMendedIsNeverOverwrittenByWhatWasReadBefore() {
        world.onTarget("UPDATE item SET body = 'wrong' WHERE id IN (1, 2, 3, 4)", "DELETE FROM item WHERE id = 5");
        world.when("mend: rows read", () -> {
            world.onSource("UPDATE item SET body = 'later' WHERE id = 1", "DELETE FROM item WHERE id = 2");
            world.onSource("INSERT INTO item VALUES (5000, 5000)", "UPDATE item SET id = 1003 WHERE id = 3");
            world.awaitDrained();
        });

        assertThat(mend(1, 2, 3, 4, 5, 5000)).isEqualTo(keys(4, 5));

        world.assertEqual();
    }

    @Test
    void whatIsWrittenBeforeTheRowsAreReadAndCarriedAfterwardsIsWrittenOnce() {
        world.onTarget("DELETE FROM item WHERE id = 1");
        world.when(
                "mend: rows watched",
                () -> world.onSource(
                        "INSERT INTO item VALUES (5000, 5000)", "UPDATE item SET body = 'later' WHERE id = 2"));

        assertThat(mend(1, 2, 5000)).isEqualTo(keys(1));

        world.assertEqual();
    }

    @Test
    void valuesThatTwoRowsHaveSwappedComeBackTogetherOrNotAtAll() {
        world.onTarget(
                "UPDATE item SET code = -1 WHERE id = 1",
                "UPDATE item SET code = 1 WHERE id = 2",
                "UPDATE item SET code = 2 WHERE id = 1");

        assertThatThrownBy(() -> mend(1))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("a row of another key holds one of their unique values");
        assertThat(mend(1, 2)).isEqualTo(keys(1, 2));

        world.assertEqual();
    }

    @Test
    void whatCannotBeWrittenThereStopsNoStream() {
        world.onTarget(
                "DELETE FROM item WHERE id = 1", "ALTER TABLE item ADD CONSTRAINT odd CHECK (id <> 1) NOT VALID");

        assertThatThrownBy(() -> mend(1)).isInstanceOf(Problem.class).hasMessageContaining("odd");

        world.onSource("UPDATE item SET body = 'goes on' WHERE id = 2");
        world.awaitDrained();
        world.onTarget("ALTER TABLE item DROP CONSTRAINT odd");
        assertThat(mend(1)).isEqualTo(keys(1));
        world.assertEqual();
    }

    @Test
    void rowsMendedAllTheTimeUnderWritersStayWhatTheOwnerHas() {
        long seed = Long.getLong("bailey.seed", 7);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int mended = 0;
        try (Churn churn = world.churn(3, seed)) {
            for (int round = 0; round < Integer.getInteger("bailey.rounds", 12); round++) {
                Set<Integer> some = new HashSet<>();
                for (int i = 0; i < 20; i++) {
                    some.add(random.nextInt(200));
                }
                mended += mend(some.stream().mapToInt(Integer::intValue).toArray())
                        .size();
            }
            world.awaitWrites(churn, 100);
        }

        System.out.println(mended + " rows mended");
        assertThat(mended).isPositive();
        world.assertEqual();
    }

    private Set<Row> mend(int... ids) {
        Table item = world.tables.stream()
                .filter(table -> table.id().name().equals("item"))
                .findFirst()
                .orElseThrow();
        return world.replication().mend(Side.SOURCE, item, keys(ids));
    }

    private static Set<Row> keys(int... ids) {
        Set<Row> keys = new HashSet<>();
        for (int id : ids) {
            keys.add(Row.of(Value.of(Integer.toString(id))));
        }
        return keys;
    }
}
