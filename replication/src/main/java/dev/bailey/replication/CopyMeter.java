package dev.bailey.replication;

import dev.bailey.core.Catalog;
import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what is copied. Thread-safe. */
final class CopyMeter {

    private static final class Progress {
        private final Catalog.Size expected;
        private long rows;
        private long bytes;
        private boolean running;

        Progress(Catalog.Size expected) {
            this.expected = expected;
        }
    }

    private final Map<TableId, Progress> tables = new TreeMap<>();
    private @Nullable Problem failure;

    synchronized void started(TableId table, Catalog.Size expected) {
        Progress progress = new Progress(expected);
        progress.running = true;
        tables.put(table, progress);
    }

    synchronized void expected(TableId table, Catalog.Size expected) {
        tables.put(table, new Progress(expected));
    }

    synchronized boolean isRunning(TableId table) {
        Progress progress = tables.get(table);
        return progress != null && progress.running;
    }

    synchronized void passed(TableId table, long rows, long bytes) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.rows += rows;
            progress.bytes += bytes;
        }
    }

    /** A table is complete, whatever the estimate was. */
    synchronized void done(TableId table) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.bytes = progress.expected.bytes();
            progress.running = false;
        }
    }

    synchronized void failed(TableId table, Problem problem) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.running = false;
        }
        failed(problem);
    }

    synchronized void failed(Problem problem) {
        failure = problem;
    }

    synchronized CopyProgress progress(int tablesDone, int tablesAll) {
        List<TableId> current = tables.entrySet().stream()
                .filter(entry -> entry.getValue().running)
                .map(Map.Entry::getKey)
                .toList();
        return new CopyProgress(
                tablesDone,
                tablesAll,
                tables.values().stream().mapToLong(each -> each.rows).sum(),
                tables.values().stream().mapToLong(each -> each.expected.rows()).sum(),
                tables.values().stream()
                        .mapToLong(each -> Math.min(each.bytes, each.expected.bytes()))
                        .sum(),
                tables.values().stream()
                        .mapToLong(each -> each.expected.bytes())
                        .sum(),
                current,
                Optional.ofNullable(failure));
    }
}
