package dev.bailey.replication;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes rows of one side what they are on the side that owns them, while all else goes on and nothing is locked.
 * Confined to one thread.
 *
 * <p>From a moment on the stream notices each change of these rows that it is delivered. Then they are read from the
 * owner, seeing all that the stream was delivered before that moment. When a mark written after the reading has come
 * through, so has all that the reading saw: a row of which no change was noticed is, at that place of the log, what was
 * read, and the stream writes it there between two transactions, in one of its own. A later change comes after it, and
 * an earlier one is never put on top of a later.
 */
final class RowMend {

    /** How long each step may take; a stream that is further behind has worse to do. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Line line;
    private final Table table;

    RowMend(Line line, Table table) {
        this.line = line;
        this.table = table;
    }

    /**
     * Mends those that nobody changes meanwhile.
     *
     * @return the keys of the rows that are mended; the others have moved
     */
    Set<Row> run(Set<Row> keys) {
        Set<Row> all = spelled(keys);
        try {
            Streamed.Required required = answer(line.tables().watch(table.id(), all));
            awaitVisible(required);
            line.milestones().reached("mend: rows watched");
            Map<Row, Row> images = line.from().digests().whole(table, all);
            line.milestones().reached("mend: rows read");
            String token = UUID.randomUUID().toString();
            line.tables().await(token);
            line.from().log().mark(new Beat(line.clock().millis(), token).text());
            Set<Row> mended = new HashSet<>(answer(line.tables().mend(table, images, token)));
            mended.retainAll(keys);
            return mended;
        } finally {
            line.watched().end();
        }
    }

    /** With the keys of what stands there under another spelling, which a server may take for the same. */
    private Set<Row> spelled(Set<Row> keys) {
        Set<Row> all = new HashSet<>(keys);
        Map<Row, Row> found = new HashMap<>(line.from().digests().whole(table, keys));
        found.values().forEach(row -> all.add(row.pick(table.keyIndexes())));
        line.into().digests().whole(table, keys).values().forEach(row -> all.add(row.pick(table.keyIndexes())));
        return all;
    }

    /** A commit may be delivered a moment before others see it. */
    private void awaitVisible(Streamed.Required required) {
        long begun = System.nanoTime();
        while (!required.metBy(line.from().log().visibility())) {
            if (line.stopping().isStopped() || System.nanoTime() - begun > LIMIT.toNanos()) {
                throw late("transactions that are open on the " + line.reads().label() + " did not end");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem ? problem : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw late("the stream from the " + line.reads().label() + " did not get there");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late("it was interrupted");
        } finally {
            line.tables().withdraw(asked);
        }
    }

    private Problem late(String because) {
        return new Problem(
                Problem.Kind.BUSY, "rows of " + table + " were not mended, for " + because + "; nothing was changed");
    }
}
