package dev.bailey.replication;

import static dev.bailey.replication.Changes.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TouchedKeysTest {

    private final Table table = Changes.table("a");
    private final Table other = Changes.table("b");
    private final TouchedKeys touched = new TouchedKeys();

    @Test
    void keysAreToldOnce() {
        touched.add(List.of(insert(table, "1", "a", "x"), insert(table, "2", "a", "x")));

        assertThat(touched.take().keys().get(table.id())).hasSize(2);
        assertThat(touched.take()).isEqualTo(new Touched(Map.of(), Set.of()));
    }

    @Test
    void aTableThatWasEmptiedIsToldOfAsAWholeAndNoOtherIs() {
        touched.add(List.of(
                insert(table, "1", "a", "x"),
                insert(other, "1", "a", "x"),
                new Change.Truncate(List.of(table)),
                insert(table, "2", "a", "x")));

        Touched taken = touched.take();

        assertThat(taken.whole()).containsExactly(table.id());
        assertThat(taken.keys()).containsOnlyKeys(other.id());
        assertThat(touched.take().whole()).isEmpty();
    }

    @Test
    void aTableOfWhichTooManyRowsChangedCostsNoOtherItsKeys() {
        touched.add(List.of(insert(other, "1", "a", "x")));
        touched.add(IntStream.range(0, TouchedKeys.KEYS_MAX)
                .<Change>mapToObj(i -> insert(table, Integer.toString(i), "a", "x"))
                .toList());
        touched.add(List.of(insert(other, "2", "a", "x")));

        Touched taken = touched.take();

        assertThat(taken.whole()).containsExactly(table.id());
        assertThat(taken.keys()).containsOnlyKeys(other.id());
        assertThat(taken.keys().get(other.id())).hasSize(2);
    }
}
