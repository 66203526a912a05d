package dev.bailey.replication;

import dev.bailey.core.Catalog;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Copies the tables that are not copied yet, larger ones first, several at once. Thread-safe. */
final class Copier implements AutoCloseable {

    private static final Catalog.Size UNKNOWN_SIZE = new Catalog.Size(0, 0);
    private static final long END_WAIT_SECONDS = 5;

    private final Line line;
    private final CopyMeter meter = new CopyMeter();
    private final Throttle throttle;
    private final ExecutorService copies;
    private final ExecutorService loads;
    private final Turns turns;

    Copier(Line line) {
        this.line = line;
        this.throttle = new Throttle(line.settings().copy().bytesPerSecond(), line.stopping());
        this.copies = pool("copy");
        this.loads = pool("load");
        this.turns = new Turns(loads);
    }

    /** Its queue holds at most every table, or every range, once. */
    private ExecutorService pool(String what) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads =
                task -> new Thread(task, "bailey-" + line.stream() + "-" + what + "-" + number.incrementAndGet());
        return Executors.newFixedThreadPool(line.settings().copy().connections(), threads);
    }

    /** Copies those of these tables that are not followed once the stream knows which are. */
    void start(List<Table> tables) {
        copies.execute(() -> begin(tables));
    }

    private void begin(List<Table> tables) {
        try {
            Set<TableId> copied = line.tables().restored().get();
            List<Table> left = tables.stream()
                    .filter(table ->
                            !copied.contains(table.id()) && !line.tables().isFollowing(table.id()))
                    .toList();
            Map<TableId, Catalog.Size> sizes = sizes(left);
            left.stream()
                    .sorted(Comparator.comparingLong((Table table) ->
                                    sizes.getOrDefault(table.id(), UNKNOWN_SIZE).bytes())
                            .reversed())
                    .forEach(table -> copy(table, sizes.getOrDefault(table.id(), UNKNOWN_SIZE)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // the stream ended before it began, and says why itself
            return;
        } catch (RuntimeException e) {
            meter.failed(new Problem(Problem.Kind.FAILED, "the copy hit a bug before it began: " + e, e));
        }
    }

    private Map<TableId, Catalog.Size> sizes(List<Table> left) {
        Backoff backoff = new Backoff(line.stopping());
        while (!line.stopping().isStopped()) {
            try {
                return line.from().catalog().sizes(left);
            } catch (Problem e) {
                if (!e.isRetryable()) {
                    return Map.of(); // only the order and the progress bar need them
                }
                backoff.pause();
            }
        }
        return Map.of();
    }

    /** @return no when a copy of the table waits or runs already */
    private boolean copy(Table table, Catalog.Size size) {
        if (!meter.waits(table.id(), size)) {
            return false;
        }
        execute(table, size);
        return true;
    }

    private void execute(Table table, Catalog.Size size) {
        if (!line.stopping().isStopped()) {
            copies.execute(new TableCopy(line, table, size, meter, throttle, turns));
        }
    }

    /** Copies the table, for the first time or again. */
    void copy(Table table) {
        TableId id = table.id();
        if (!copy(table, sizes(List.of(table)).getOrDefault(id, UNKNOWN_SIZE))) {
            throw new Problem(Problem.Kind.BUSY, "table " + id + " is being copied already: wait for that copy");
        }
    }

    /** Copies the table as it is from here on; a copy of it that runs already begins again. */
    void copyAnew(Table table) {
        Catalog.Size size = sizes(List.of(table)).getOrDefault(table.id(), UNKNOWN_SIZE);
        if (meter.wants(table.id(), size)) {
            execute(table, size);
        }
    }

    /** Whether a copy of the table waits or runs. */
    boolean isCopying(TableId table) {
        return meter.isOpen(table);
    }

    void bytesPerSecond(long speed) {
        throttle.bytesPerSecond(speed);
    }

    long bytes() {
        return throttle.taken();
    }

    CopyProgress progress() {
        return meter.progress(line.tables().following(), line.tables().size());
    }

    @Override
    public void close() {
        line.stopping().stop();
        copies.shutdownNow();
        loads.shutdown();
        try {
            if (!loads.awaitTermination(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                loads.shutdownNow();
            }
            if (!copies.awaitTermination(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the copies of " + line.stream() + " do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
