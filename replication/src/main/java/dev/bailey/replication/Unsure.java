package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of one table of which its snapshot may have seen some and not others, all of them: what becomes of each key
 * that they name holds whichever those were. Confined to the stream's thread.
 */
final class Unsure {

    /** They come within the moment in which a snapshot is taken; a transaction may be large all the same. */
    private static final int CHANGES_MAX = 100_000;

    private final List<Change> changes = new ArrayList<>();
    private final Map<Row, Optional<Row>> images = new LinkedHashMap<>();

    /** @throws Problem {@link Problem.Kind#BUSY} when it cannot be settled, so that another snapshot must be taken */
    void add(Change change) {
        Table table = change.table();
        boolean isSettled = changes.size() < CHANGES_MAX
                && table.equals(changes.isEmpty() ? table : changes.get(0).table())
                && tellsRowsApart(table)
                && note(change);
        if (!isSettled) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "table " + table + " was written to, just as its copy began, in a way that cannot be told from what"
                            + " the copy has, so it is copied again");
        }
        changes.add(change);
    }

    /** Of rows that are known by all that they hold, several may be the same. */
    private static boolean tellsRowsApart(Table table) {
        return !table.key().isEmpty() && table.key().size() < table.columns().size();
    }

    private boolean note(Change change) {
        if (change instanceof Change.Insert insert) {
            images.put(insert.row().pick(insert.table().keyIndexes()), Optional.of(insert.row()));
        } else if (change instanceof Change.Update update) {
            images.put(update.key(), Optional.empty());
            images.put(update.newKey(), Optional.of(update.row()));
            return !update.row().hasUnchanged();
        } else if (change instanceof Change.Delete delete) {
            images.put(delete.key(), Optional.empty());
        } else {
            return false;
        }
        return true;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** In commit order. */
    List<Change> changes() {
        return List.copyOf(changes);
    }

    ChangeSet set() {
        List<Row> gone = new ArrayList<>();
        List<Row> there = new ArrayList<>();
        images.forEach((key, image) -> image.ifPresentOrElse(there::add, () -> gone.add(key)));
        return new ChangeSet(changes.get(0).table(), gone, List.of(), there);
    }
}
