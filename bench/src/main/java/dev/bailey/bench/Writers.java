package dev.bailey.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sessions that write pgbench's tables and try again when the guard refuses them. Thread-safe. */
final class Writers implements AutoCloseable {

    private static final String REFUSED = "BF001";
    private static final Duration AFTER_REFUSAL = Duration.ofMillis(1);
    private static final long ROWS_PER_SCALE = 100_000;

    private final Duration pace;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Writes as fast as it can. */
    Writers(BenchServer server, String database, int scale, int sessions) {
        this(server, database, scale, sessions, Duration.ZERO);
    }

    /** @param pace between two transactions of a session */
    Writers(BenchServer server, String database, int scale, int sessions, Duration pace) {
        this.pace = pace;
        for (int i = 0; i < sessions; i++) {
            Thread thread = new Thread(() -> write(server, database, scale), "writer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    long committed() {
        return committed.get();
    }

    long refused() {
        return refused.get();
    }

    private void write(BenchServer server, String database, int scale) {
        try (Connection connection = server.connect(database)) {
            connection.setAutoCommit(false);
            try (PreparedStatement update = connection.prepareStatement(
                            "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, ?, 1, now())")) {
                while (!stopped) {
                    one(connection, update, insert, ThreadLocalRandom.current().nextLong(ROWS_PER_SCALE * scale) + 1);
                }
            }
        } catch (SQLException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void one(Connection connection, PreparedStatement update, PreparedStatement insert, long account)
            throws SQLException {
        try {
            update.setLong(1, account);
            update.executeUpdate();
            insert.setLong(1, account);
            insert.executeUpdate();
            connection.commit();
            committed.incrementAndGet();
            LockSupport.parkNanos(pace.toNanos());
        } catch (SQLException e) {
            if (!REFUSED.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            refused.incrementAndGet();
            LockSupport.parkNanos(AFTER_REFUSAL.toNanos());
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SQLException first = failure.get();
        if (first != null) {
            throw new IllegalStateException("a writer failed: " + first.getMessage(), first);
        }
    }
}
