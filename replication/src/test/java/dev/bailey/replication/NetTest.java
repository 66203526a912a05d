package dev.bailey.replication;

import static dev.bailey.replication.Changes.SAME;
import static dev.bailey.replication.Changes.delete;
import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.move;
import static dev.bailey.replication.Changes.row;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetTest {

    private final Table table = Changes.table("t");
    private final Net net = new Net(table);

    @Test
    void anInsertThatIsUpdatedIsAnInsertOfTheLastImage() {
        add(insert(table, "1", "a", "x"), update(table, "1", "b", SAME));

        assertThat(net.set().inserts()).containsExactly(row("1", "b", "x"));
        assertThat(net.set().size()).isEqualTo(1);
    }

    @Test
    void anInsertThatIsDeletedIsNothing() {
        add(insert(table, "1", "a", "x"), delete(table, "1"));

        assertThat(net.set().size()).isZero();
    }

    @Test
    void aRowDeletedAndInsertedAgainIsAnUpdateOfAllItsColumns() {
        add(delete(table, "1"), insert(table, "1", "b", "y"));

        assertThat(net.set().updates()).containsExactly(new Change.Update(table, row("1"), row("1", "b", "y")));
        assertThat(net.set().size()).isEqualTo(1);
    }

    @Test
    void anUpdateThatLeavesAValueOutKeepsLeavingItOut() {
        add(update(table, "1", "a", SAME), update(table, "1", "b", SAME));

        assertThat(net.set().updates()).containsExactly(new Change.Update(table, row("1"), row("1", "b", SAME)));
    }

    @Test
    void aKeyChangeIsADeleteAndAnInsert() {
        add(move(table, "1", "2", "a", "x"));

        assertThat(net.set().deletes()).containsExactly(row("1"));
        assertThat(net.set().inserts()).containsExactly(row("2", "a", "x"));
    }

    @Test
    void aKeyChangeWhoseLargeValueNobodyKnowsIsRefusedAndChangesNothing() {
        add(update(table, "1", "a", SAME));

        assertThat(net.add(move(table, "1", "2", "a", SAME))).isFalse();
        assertThat(net.set().updates()).hasSize(1);
        assertThat(net.set().size()).isEqualTo(1);
    }

    @Test
    void whatCannotHaveHappenedIsRefused() {
        add(insert(table, "1", "a", "x"), delete(table, "2"));

        assertThat(net.add(insert(table, "1", "a", "x"))).isFalse();
        assertThat(net.add(update(table, "2", "a", "x"))).isFalse();
        assertThat(net.add(delete(table, "2"))).isFalse();
    }

    @Test
    void setsDoWhatTheirChangesDoOneByOne() {
        long seed = Long.getLong("bailey.seed", System.nanoTime());
        System.out.println("seed of netting: " + seed + " (again with -Dbailey.seed=" + seed + ")");
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            FakeRows rows = new FakeRows();
            for (int id = 0; id < 3; id++) {
                rows.write(insert(table, "" + id, "c", "l" + id));
            }
            FakeRows bySets = rows.copy();
            Net batch = new Net(table);
            for (int i = 0; i < 30; i++) {
                Change change = someChange(random, rows.of(table.id()));
                if (!batch.add(change)) {
                    apply(batch.set(), bySets);
                    bySets.write(change);
                    batch = new Net(table);
                }
                assertThat(rows.write(change)).as("%s, seed %d", change, seed).isTrue();
            }
            apply(batch.set(), bySets);

            assertThat(bySets.of(table.id()))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(rows.of(table.id()));
        }
    }

    private Change someChange(Random random, Map<Row, Row> rows) {
        List<String> there = rows.keySet().stream().map(Row::toString).sorted().toList();
        String id = "" + random.nextInt(6);
        String code = "c" + random.nextInt(100);
        if (!there.contains(id)) {
            boolean moves = !there.isEmpty() && random.nextBoolean();
            return moves
                    ? move(table, there.get(random.nextInt(there.size())), id, code, random.nextBoolean() ? SAME : "l")
                    : insert(table, id, code, "l" + random.nextInt(100));
        }
        return random.nextInt(3) == 0
                ? delete(table, id)
                : update(table, id, code, random.nextBoolean() ? SAME : "l" + random.nextInt(100));
    }

    private void apply(ChangeSet set, FakeRows rows) {
        set.deletes().forEach(key -> assertThat(rows.of(table.id()).remove(key)).isNotNull());
        set.updates().forEach(update -> assertThat(rows.write(update)).isTrue());
        set.inserts().forEach(row -> assertThat(rows.insert(table, row)).isTrue());
    }

    private void add(Change... changes) {
        for (Change change : changes) {
            assertThat(net.add(change)).isTrue();
        }
    }
}
