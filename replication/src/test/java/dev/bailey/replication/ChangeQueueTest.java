package dev.bailey.replication;

import static dev.bailey.replication.Changes.SAME;
import static dev.bailey.replication.Changes.delete;
import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.move;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeQueueTest {

    @TempDir
    Path folder;

    private final Table table = Changes.table("t");

    @Test
    void changesComeBackFromTheFileAsTheyWent() {
        List<Change> changes = List.of(
                insert(table, "1", "a", "x"),
                update(table, "1", "b", SAME),
                new Change.Insert(table, Row.of(Value.of("2"), Value.NULL, Value.of(""))),
                move(table, "1", "3", "ü", "x"),
                delete(table, "3"),
                new Change.Truncate(List.of(table)));
        try (ChangeQueue queue = queue()) {
            changes.forEach(change -> queue.add(new FakeServer.Xid(7), change));
            queue.commit();

            assertThat(folder).isDirectoryContaining("glob:**bailey-queue-*");
            assertThat(all(queue)).isEqualTo(changes);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void largeChangesGoToTheFileHoweverFewTheyAre() {
        String large = "x".repeat((int) ChangeQueue.BYTES_IN_MEMORY_MAX);
        try (ChangeQueue queue = queue()) {
            queue.add(new FakeServer.Xid(1), insert(table, "1", "a", large));
            assertThat(folder).isEmptyDirectory();

            queue.add(new FakeServer.Xid(1), insert(table, "2", "a", "x"));
            queue.commit();

            assertThat(folder).isNotEmptyDirectory();
            assertThat(all(queue)).hasSize(2);
        }
    }

    @Test
    void anUnfinishedTransactionIsTakenBackWhereverItsChangesAre() {
        try (ChangeQueue queue = queue()) {
            queue.add(new FakeServer.Xid(1), insert(table, "1", "a", "x"));
            queue.commit();
            queue.add(new FakeServer.Xid(2), insert(table, "2", "a", "x"));
            queue.add(new FakeServer.Xid(2), insert(table, "3", "a", "x"));
            queue.rollback();
            queue.add(new FakeServer.Xid(2), insert(table, "4", "a", "x"));
            queue.commit();
            queue.rollback();

            assertThat(all(queue)).containsExactly(insert(table, "1", "a", "x"), insert(table, "4", "a", "x"));
        }
    }

    private ChangeQueue queue() {
        return new ChangeQueue(new ReplicationSettings.QueueLimits(/* changesInMemory= */ 2, 1_000, folder));
    }

    private static List<Change> all(ChangeQueue queue) {
        List<Change> all = new ArrayList<>();
        queue.forEach((transaction, change) -> all.add(change));
        return all;
    }
}
