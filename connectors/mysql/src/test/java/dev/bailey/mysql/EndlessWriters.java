package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Two who write for tenants of no list, in transactions of which one ends when the other's next has begun, so that
 * there is always one open; unless somebody makes the other wait.
 */
final class EndlessWriters implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 100;

    private final TenantSide side;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<Future<Integer>> writers = new ArrayList<>();
    private volatile boolean stopped;

    private EndlessWriters(TenantSide side) {
        this.side = side;
    }

    /** Returns when both write. */
    static EndlessWriters start(TenantSide side) throws InterruptedException {
        EndlessWriters all = new EndlessWriters(side);
        Semaphore left = new Semaphore(0);
        Semaphore right = new Semaphore(0);
        all.writers.add(all.threads.submit(all.writer(2, left, right)));
        left.acquire();
        all.writers.add(all.threads.submit(all.writer(3, right, left)));
        right.acquire();
        right.release();
        return all;
    }

    private Callable<Integer> writer(int id, Semaphore mine, Semaphore others) {
        return () -> {
            int written = 0;
            try (Connection session = side.connect()) {
                session.setAutoCommit(false);
                while (!stopped) {
                    TenantSide.run(session, "UPDATE orders SET note = '" + written++ + "' WHERE id = " + id);
                    mine.release();
                    if (others.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                        others.drainPermits();
                    }
                    session.commit();
                }
            }
            return written;
        };
    }

    /** Ends them, and returns how often they wrote. */
    int stop() throws InterruptedException, SQLException {
        stopped = true;
        int written = 0;
        for (Future<Integer> writer : writers) {
            try {
                written += writer.get();
            } catch (ExecutionException e) {
                throw new SQLException("a writer was refused", e.getCause());
            }
        }
        return written;
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
    }
}
