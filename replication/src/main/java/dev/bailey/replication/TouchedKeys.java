package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which keys were applied until they are taken, up to a limit. Past it the table with the most is only
 * remembered as a whole, and all others keep theirs. Thread-safe.
 */
final class TouchedKeys {

    /** What a cutover compares inside the fence must be few anyway. */
    static final int KEYS_MAX = 100_000;

    /** A key is the whole row where a table has no other. */
    static final long BYTES_MAX = 32L << 20;

    private final Map<TableId, Set<Row>> keys = new HashMap<>();
    private final Set<TableId> whole = new HashSet<>();
    private int size;
    private long bytes;
    private @Nullable TouchedFile file;

    /**
     * From here on in files too, so that the next process knows them; what an earlier one left counts as touched now.
     */
    synchronized void keepIn(Path folder, String stream) {
        file = TouchedFile.open(folder, stream, new TouchedFile.Left() {
            @Override
            public void key(TableId table, Row key) {
                add(table, key);
            }

            @Override
            public void whole(TableId table) {
                onlyAsAWhole(table);
            }
        });
    }

    /** Whether all is known that was touched up to the transaction with this counter; to be asked at the start. */
    synchronized boolean covers(long counter) {
        return file == null || file.covers(counter);
    }

    /** Nobody knows what was touched. */
    synchronized void all(Set<TableId> tables) {
        tables.forEach(this::onlyAsAWhole);
    }

    /** To be called before a transaction with this counter is committed. */
    synchronized void committing(long counter) {
        if (file != null) {
            file.committing(counter);
        }
    }

    /** All that was ever taken is compared, but for these rows. */
    synchronized void keepOnly(Map<TableId, Set<Row>> rows) {
        if (file != null) {
            file.keepOnly(rows);
        }
    }

    synchronized void add(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Insert insert) {
                add(insert.table().id(), insert.row().pick(insert.table().keyIndexes()));
            } else if (change instanceof Change.Update update) {
                add(update.table().id(), update.key());
                add(update.table().id(), update.newKey());
            } else if (change instanceof Change.Delete delete) {
                add(delete.table().id(), delete.key());
            } else if (change instanceof Change.Truncate truncate) {
                truncate.tables().forEach(table -> onlyAsAWhole(table.id()));
            }
        }
    }

    private void add(TableId table, Row key) {
        if (whole.contains(table)) {
            return;
        }
        if (key.size() == 0) {
            onlyAsAWhole(table);
            return;
        }
        Set<Row> known = keys.computeIfAbsent(table, id -> new HashSet<>());
        if (!known.contains(key)) {
            known.add(key.alone());
            size++;
            bytes += bytes(key);
            if (file != null) {
                file.key(table, key);
            }
        }
        while (size > KEYS_MAX || bytes > BYTES_MAX) {
            onlyAsAWhole(largest());
        }
    }

    private TableId largest() {
        return keys.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow()
                .getKey();
    }

    private void onlyAsAWhole(TableId table) {
        if (whole.add(table) && file != null) {
            file.whole(table);
        }
        Set<Row> known = keys.remove(table);
        if (known != null) {
            size -= known.size();
            bytes -= known.stream().mapToLong(TouchedKeys::bytes).sum();
        }
    }

    private static long bytes(Row key) {
        return key.size(Segment.VALUE_OVERHEAD_BYTES);
    }

    synchronized Touched take() {
        Touched touched = new Touched(keys, whole);
        keys.clear();
        whole.clear();
        size = 0;
        bytes = 0;
        if (file != null) {
            file.rotate();
        }
        return touched;
    }
}
