package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.replication.Touched;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangedRowsTest {

    private static final TableId ORDERS = new TableId("public", "orders");

    private final ChangedRows rows = new ChangedRows();

    @Test
    void aRowThatWasNotFoundEqualComesBack() {
        rows.add(touched(1, 2));
        rows.take(10);

        rows.again(ORDERS);

        assertThat(rows.take(10)).isEqualTo(Map.of(ORDERS, keys(1, 2)));
    }

    @Test
    void aRowThatChangedWhileItWasComparedIsComparedAgain() {
        rows.add(touched(1));
        rows.take(10);
        rows.add(touched(1));

        rows.equal(ORDERS);

        assertThat(rows.all()).isEqualTo(Map.of(ORDERS, keys(1)));
    }

    @Test
    void rowsThatAComparisonHasInHandAreStillAmongThem() {
        rows.add(touched(1, 2, 3));
        rows.take(1);

        assertThat(rows.all()).isEqualTo(Map.of(ORDERS, keys(1, 2, 3)));
        assertThat(rows.size()).isEqualTo(3);
    }

    @Test
    void onlyAFullComparisonMakesThemComplete() {
        assertThat(rows.complete()).isFalse();

        rows.forget();
        assertThat(rows.complete()).isTrue();

        rows.add(new Touched(Map.of(), false, true));
        rows.add(touched(1));
        assertThat(rows.complete()).isFalse();
    }

    @Test
    void tooManyAreForgottenAndSaidToBe() {
        rows.forget();
        int[] many = new int[ChangedRows.ROWS_MAX + 1];
        for (int i = 0; i < many.length; i++) {
            many[i] = i;
        }

        rows.add(touched(many));

        assertThat(rows.size()).isZero();
        assertThat(rows.complete()).isFalse();
    }

    private static Touched touched(int... ids) {
        return new Touched(Map.of(ORDERS, keys(ids)), true, false);
    }

    private static Set<Row> keys(int... ids) {
        Set<Row> keys = new HashSet<>();
        for (int id : ids) {
            keys.add(Row.of(Value.of(Integer.toString(id))));
        }
        return keys;
    }
}
