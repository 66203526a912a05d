package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that are about to be mended, and which of them the stream has seen change since. Thread-safe. */
final class WatchedRows {

    private static final class Watch {
        private final TableId table;
        private final Set<Row> untouched;

        Watch(TableId table, Set<Row> keys) {
            this.table = table;
            this.untouched = new HashSet<>(keys);
        }
    }

    /** Nearly always none: each change that comes asks. */
    private volatile @Nullable Watch watch;

    synchronized void begin(TableId table, Set<Row> keys) {
        watch = new Watch(table, keys);
    }

    /** The stream was delivered this, whether it applies it or not. */
    void changed(Change change) {
        if (watch != null) {
            note(change);
        }
    }

    private synchronized void note(Change change) {
        Watch now = watch;
        if (now == null) {
            return;
        }
        if (change instanceof Change.Truncate truncate) {
            if (truncate.tables().stream().anyMatch(table -> table.id().equals(now.table))) {
                now.untouched.clear();
            }
        } else if (change.table().id().equals(now.table)) {
            if (change instanceof Change.Insert insert) {
                now.untouched.remove(insert.row().pick(insert.table().keyIndexes()));
            } else if (change instanceof Change.Update update) {
                now.untouched.remove(update.key());
                now.untouched.remove(update.newKey());
            } else if (change instanceof Change.Delete delete) {
                now.untouched.remove(delete.key());
            }
        }
    }

    /** Of the rows of this table those that no change came of; empty when they are watched no longer. */
    synchronized Optional<Set<Row>> untouched(TableId table) {
        Watch now = watch;
        return now == null || !now.table.equals(table) ? Optional.empty() : Optional.of(Set.copyOf(now.untouched));
    }

    /** They are mended, or the stream broke: what it was delivered since may come again, or never have been. */
    synchronized void end() {
        watch = null;
    }
}
