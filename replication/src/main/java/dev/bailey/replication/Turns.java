package dev.bailey.replication;

import dev.bailey.core.TableId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Threads that the tables which wait for them share evenly: the next range is one of the table that has the fewest at
 * work. For servers load several tables at once better than one; some let only one session at a time load a table that
 * numbers its rows. Thread-safe.
 */
final class Turns {

    private final Executor threads;
    private final Map<TableId, Ranges> tables = new LinkedHashMap<>();

    /** @param threads the caller's to end; what waits then never runs */
    Turns(Executor threads) {
        this.threads = threads;
    }

    /** Runs it when it is the table's turn, after the table's earlier ones. */
    CompletableFuture<Void> run(TableId table, Runnable range) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        wait(table, () -> {
            try {
                range.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        threads.execute(this::next); // a ticket for each range, though not for this one
        return done;
    }

    private synchronized void wait(TableId table, Runnable range) {
        tables.computeIfAbsent(table, each -> new Ranges()).waiting.add(range);
    }

    private void next() {
        Turn turn = take();
        try {
            turn.range.run();
        } finally {
            ended(turn.table);
        }
    }

    /** The first of those with the fewest at work: there are as many tickets as ranges that wait. */
    private synchronized Turn take() {
        Map.Entry<TableId, Ranges> first = tables.entrySet().stream()
                .filter(table -> !table.getValue().waiting.isEmpty())
                .min(Comparator.comparingInt(table -> table.getValue().running))
                .orElseThrow();
        first.getValue().running++;
        return new Turn(first.getKey(), first.getValue().waiting.remove());
    }

    private synchronized void ended(TableId table) {
        tables.computeIfPresent(table, (id, ranges) -> {
            ranges.running--;
            return ranges.running == 0 && ranges.waiting.isEmpty() ? null : ranges;
        });
    }

    private record Turn(TableId table, Runnable range) {}

    /** One table's. Guarded by this. */
    private static final class Ranges {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }
}
