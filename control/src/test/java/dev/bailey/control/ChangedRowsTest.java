package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangedRowsTest {

    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId ITEMS = new TableId("public", "items");

    private final ChangedRows rows = new ChangedRows();

    @Test
    void aRowThatWasNotFoundEqualComesBack() {
        rows.add(changed(1, 2));
        rows.take(10);

        rows.again(ORDERS);

        assertThat(rows.take(10)).isEqualTo(changed(1, 2));
    }

    @Test
    void aRowThatChangedWhileItWasComparedIsComparedAgain() {
        rows.add(changed(1));
        rows.take(10);
        rows.add(changed(1));

        rows.equal(ORDERS);

        assertThat(rows.all()).isEqualTo(changed(1));
    }

    @Test
    void rowsThatAComparisonHasInHandAreStillAmongThem() {
        rows.add(changed(1, 2, 3));
        rows.take(1);

        assertThat(rows.all()).isEqualTo(changed(1, 2, 3));
        assertThat(rows.size()).isEqualTo(3);
    }

    @Test
    void rowsOfTablesThatAreReadAsAWholeAreSetAside() {
        rows.add(changed(1));
        rows.add(Map.of(ITEMS, keys(2)));

        assertThat(rows.setAside(Set.of(ORDERS))).isEqualTo(changed(1));

        assertThat(rows.all()).containsOnlyKeys(ITEMS);
    }

    @Test
    void theTableWithTooManyIsLetGoAndSaidToBeAndTheOthersStay() {
        rows.add(Map.of(ITEMS, keys(1)));

        Set<TableId> letGo =
                rows.add(changed(IntStream.range(0, ChangedRows.ROWS_MAX).toArray()));

        assertThat(letGo).containsExactly(ORDERS);
        assertThat(rows.all()).isEqualTo(Map.of(ITEMS, keys(1)));
    }

    private static Map<TableId, Set<Row>> changed(int... ids) {
        return Map.of(ORDERS, keys(ids));
    }

    private static Set<Row> keys(int... ids) {
        Set<Row> keys = new HashSet<>();
        for (int id : ids) {
            keys.add(Row.of(Value.of(Integer.toString(id))));
        }
        return keys;
    }
}
