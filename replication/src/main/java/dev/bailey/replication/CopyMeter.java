package dev.bailey.replication;

import dev.bailey.core.Catalog;
import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts what is copied, and sees to it that no table is copied twice at once. Thread-safe. */
final class CopyMeter {

    private enum Phase {
        WAITING,
        RUNNING,
        ENDED
    }

    private static final class Progress {
        private final Catalog.Size expected;
        private Phase phase = Phase.WAITING;
        private boolean again;
        private long rows;
        private long bytes;
        private @Nullable Problem trouble;
        private @Nullable Problem failure;

        Progress(Catalog.Size expected) {
            this.expected = expected;
        }
    }

    private final Map<TableId, Progress> tables = new TreeMap<>();
    private @Nullable Problem failure;

    /** A copy of the table is wanted; no when one waits or runs already. */
    synchronized boolean waits(TableId table, Catalog.Size expected) {
        Progress before = tables.get(table);
        if (before != null && before.phase != Phase.ENDED) {
            return false;
        }
        tables.put(table, new Progress(expected));
        return true;
    }

    /**
     * A copy of the table as it is from here on is wanted.
     *
     * @return no when one waits, or one runs, which then begins once more unless it has to anyway
     */
    synchronized boolean wants(TableId table, Catalog.Size expected) {
        Progress before = tables.get(table);
        if (before != null && before.phase == Phase.RUNNING) {
            before.again = true;
        }
        return waits(table, expected);
    }

    /** Whether a copy of the table waits or runs. */
    synchronized boolean isOpen(TableId table) {
        Progress progress = tables.get(table);
        return progress != null && progress.phase != Phase.ENDED;
    }

    /** The table's copy begins, or begins again. */
    synchronized void started(TableId table) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.phase = Phase.RUNNING;
            progress.again = false;
            progress.rows = 0;
            progress.bytes = 0;
        }
    }

    synchronized void passed(TableId table, long rows, long bytes) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.rows += rows;
            progress.bytes += bytes;
        }
    }

    /**
     * A table is complete, whatever the estimate was.
     *
     * @return no when another copy of it was asked for meanwhile, which is to begin now
     */
    synchronized boolean done(TableId table) {
        Progress progress = tables.get(table);
        if (progress != null && progress.again) {
            return false;
        } else if (progress != null) {
            progress.bytes = progress.expected.bytes();
            progress.trouble = null;
            progress.phase = Phase.ENDED;
        }
        return true;
    }

    /**
     * A copy is held up, but not given up.
     *
     * @return whether that is news
     */
    synchronized boolean troubled(TableId table, Problem problem) {
        Progress progress = tables.get(table);
        if (progress == null) {
            return false;
        }
        Problem before = progress.trouble;
        progress.trouble = problem;
        return before == null || !Objects.equals(before.getMessage(), problem.getMessage());
    }

    synchronized void untroubled(TableId table) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.trouble = null;
        }
    }

    synchronized void failed(TableId table, Problem problem) {
        Progress progress = tables.get(table);
        if (progress != null) {
            progress.trouble = null;
            progress.failure = problem;
            progress.phase = Phase.ENDED;
        }
    }

    /** No table was even begun. */
    synchronized void failed(Problem problem) {
        failure = problem;
    }

    synchronized CopyProgress progress(int tablesDone, int tablesAll) {
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
                in(Phase.RUNNING),
                in(Phase.WAITING),
                first(each -> each.trouble),
                first(each -> each.failure).or(() -> Optional.ofNullable(failure)));
    }

    private Optional<Problem> first(Function<Progress, @Nullable Problem> problem) {
        return tables.values().stream()
                .flatMap(each -> Optional.ofNullable(problem.apply(each)).stream())
                .findFirst();
    }

    private List<TableId> in(Phase phase) {
        return tables.entrySet().stream()
                .filter(entry -> entry.getValue().phase == phase)
                .map(Map.Entry::getKey)
                .toList();
    }
}
