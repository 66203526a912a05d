package dev.bailey.replication;

import static dev.bailey.replication.Changes.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class TouchedKeysTest {

    private final Table table = Changes.table("a");
    private final TouchedKeys touched = new TouchedKeys();

    @Test
    void keysThatAreLeftForTheNextCallAreNotDropped() {
        touched.add(List.of(insert(table, "1", "a", "x"), insert(table, "2", "a", "x")));

        Touched first = touched.take(1);

        assertThat(first.all()).isFalse();
        assertThat(first.dropped()).isFalse();
        assertThat(touched.take(1).all()).isTrue();
    }

    @Test
    void keysThatWereDroppedAreToldOfUntilAllOthersAreTaken() {
        touched.add(List.of(
                insert(table, "1", "a", "x"), new Change.Truncate(List.of(table)), insert(table, "2", "a", "x")));

        assertThat(touched.take(1).dropped()).isTrue();
        Touched last = touched.take(1);
        assertThat(last.dropped()).isTrue();
        assertThat(last.all()).isFalse();

        assertThat(touched.take(1).all()).isTrue();
        assertThat(touched.take(1).dropped()).isFalse();
    }
}
