package dev.bailey.replication;

import dev.bailey.core.Catalog;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Visibility;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies one table until it is followed, again from the start when something fails. Confined to one thread. */
final class TableCopy implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TableCopy.class);

    /** Transactions that last longer than this are worth a word when a copy waits for them. */
    private static final long QUIET_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    /** Less than a second's work, so that tables soon take turns; more ranges than that only cost. */
    private static final long BYTES_PER_RANGE = 16L << 20;

    private static final int RANGES_MAX = 64;

    private final Line line;

    /** As it was when it was listed; each try looks again. */
    private final Table table;

    private final Catalog.Size size;
    private final CopyMeter meter;
    private final Throttle throttle;
    private final Turns loads;

    TableCopy(Line line, Table table, Catalog.Size size, CopyMeter meter, Throttle throttle, Turns loads) {
        this.line = line;
        this.table = table;
        this.size = size;
        this.meter = meter;
        this.throttle = throttle;
        this.loads = loads;
    }

    @Override
    public void run() {
        Backoff backoff = new Backoff(line.stopping());
        boolean again = true;
        while (again && !isOver()) {
            meter.started(table.id());
            try {
                copy();
                again = !meter.done(table.id());
            } catch (Problem e) {
                again = e.isRetryable();
                if (again) {
                    trouble(e);
                    backoff.pause();
                } else {
                    meter.failed(table.id(), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                again = false;
            } catch (RuntimeException e) {
                again = false;
                meter.failed(table.id(), new Problem(Problem.Kind.FAILED, "copy of " + table + " hit a bug: " + e, e));
            }
        }
    }

    /** A table that is gone from both sides is no longer part of the stream. */
    private boolean isOver() {
        boolean isGone = !line.tables().isKnown(table.id()) && meter.done(table.id());
        return isGone || line.stopping().isStopped();
    }

    private void trouble(Problem problem) {
        if (!line.stopping().isStopped() && meter.troubled(table.id(), problem)) {
            LOG.warn("the copy of {} is held up, and goes on trying: {}", table, problem.getMessage());
        }
    }

    private void copy() throws InterruptedException {
        Streamed.Required required = answer(line.tables().pend(table.id()));
        line.milestones().reached("copy: table pending");
        Table shape = shape();
        line.into().loader().empty(shape, size.bytes());
        String token = UUID.randomUUID().toString();
        Visibility seen;
        try (TableSnapshot snapshot = snapshot(shape, required)) {
            line.milestones().reached("copy: snapshot taken");
            // the snapshot's lock keeps the table as it is from here on
            requireSame(shape);
            seen = snapshot.visibility();
            markAfter(token);
            load(shape, snapshot);
        }
        line.into().loader().complete(shape);
        Fit.of(shape, line);
        line.milestones().reached("copy: rows loaded");
        answer(line.tables().follow(table.id(), seen, token));
        line.milestones().reached("copy: table followed");
    }

    /**
     * The table as it is now, when it is alike on both sides.
     *
     * @throws Problem saying what is not
     */
    private Table shape() {
        Table shape = line.from()
                .shapes()
                .table(table.id())
                .orElseThrow(() -> new Problem(
                        Problem.Kind.MISFIT,
                        "table " + table + " is gone from the " + line.reads().label()
                                + ", or was renamed: do the same on the "
                                + line.reads().opposite().label()));
        Fit.of(shape, line);
        return shape;
    }

    private void requireSame(Table shape) {
        if (!shape.equals(shape())) {
            throw new Problem(Problem.Kind.BUSY, "table " + table + " was altered just as its copy began");
        }
    }

    private TableSnapshot snapshot(Table shape, Streamed.Required required) {
        String format = line.into().loader().format(shape, line.from());
        Backoff backoff = new Backoff(line.stopping());
        long begun = System.nanoTime();
        boolean said = false;
        while (!line.stopping().isStopped()) {
            TableSnapshot snapshot = line.from().snapshot(shape, format);
            boolean good = false;
            try {
                good = required.metBy(snapshot.visibility());
            } finally {
                if (!good) {
                    snapshot.close();
                }
            }
            if (good) {
                if (said) {
                    meter.untroubled(table.id());
                }
                return snapshot;
            } else if (System.nanoTime() - begun > QUIET_NANOS_MAX) {
                said = true;
                trouble(new Problem(
                        Problem.Kind.BUSY,
                        "table " + table + ": waiting for transactions that were open when the copy began"));
            }
            backoff.pause();
        }
        throw givenUp();
    }

    /**
     * The snapshot may see a commit that is not durable yet, which a crash of the server would take back. A durable
     * mark after it ends that, for a crash before the mark also ends the snapshot, under which everything is still to
     * be read. And when the mark has come through the stream, so has everything that the snapshot sees.
     */
    private void markAfter(String token) {
        line.tables().await(token);
        line.from().log().mark(new Beat(line.clock().millis(), token).text());
    }

    private void load(Table shape, TableSnapshot snapshot) throws InterruptedException {
        int wanted = (int) Math.min(RANGES_MAX, 1 + size.bytes() / BYTES_PER_RANGE);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        List<CompletableFuture<Void>> ranges = snapshot.ranges(wanted).stream()
                .map(range -> loads.run(table.id(), () -> load(shape, snapshot, range, failure)))
                .toList();
        // every range has to end before the snapshot may be closed
        for (CompletableFuture<Void> range : ranges) {
            answer(range);
        }
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        } else if (line.stopping().isStopped()) {
            throw givenUp();
        }
    }

    private void load(
            Table shape, TableSnapshot snapshot, String range, AtomicReference<@Nullable RuntimeException> failure) {
        if (failure.get() != null || line.stopping().isStopped()) {
            failure.compareAndSet(null, givenUp()); // or the table would pass as loaded without this range
            return;
        }
        try (TableSnapshot.Rows rows = snapshot.read(range)) {
            long loaded = line.into().loader().load(shape, new MeteredRows(rows, bytes -> {
                if (failure.get() != null || line.stopping().isStopped()) {
                    throw givenUp();
                }
                meter.passed(table.id(), 0, bytes);
                throttle.pass(bytes);
            }));
            meter.passed(table.id(), loaded, 0);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private Problem givenUp() {
        return new Problem(Problem.Kind.BUSY, "the copy of " + table + " was given up");
    }

    private static <T extends @Nullable Object> T answer(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
