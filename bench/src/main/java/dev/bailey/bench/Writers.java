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

/** Sessions that write an application's tables and try again when the guard refuses them. Thread-safe. */
final class Writers implements AutoCloseable {

    /** How the guard refuses on PostgreSQL, and elsewhere. */
    private static final String REFUSED = "BF001";

    private static final int REFUSED_ERROR = 1644;

    /** MySQL's; whoever loses begins again. */
    private static final int DEADLOCK = 1213;

    private static final Duration AFTER_REFUSAL = Duration.ofMillis(1);

    private final Writes writes;
    private final Duration pace;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Writes as fast as it can. */
    Writers(BenchServer server, String database, Writes writes, int sessions) {
        this(server, database, writes, sessions, Duration.ZERO);
    }

    /** @param pace between two transactions of a session */
    Writers(BenchServer server, String database, Writes writes, int sessions, Duration pace) {
        this.writes = writes;
        this.pace = pace;
        for (int i = 0; i < sessions; i++) {
            Thread thread = new Thread(() -> write(server, database), "writer-" + i);
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

    private void write(BenchServer server, String database) {
        try (Connection connection = server.connect(database)) {
            connection.setAutoCommit(false);
            try (PreparedStatement update = connection.prepareStatement(writes.update());
                    PreparedStatement insert = connection.prepareStatement(writes.insert())) {
                while (!stopped) {
                    one(connection, update, insert, ThreadLocalRandom.current().nextLong(writes.rows()) + 1);
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
            boolean isRefusal = REFUSED.equals(e.getSQLState()) || e.getErrorCode() == REFUSED_ERROR;
            if (!isRefusal && e.getErrorCode() != DEADLOCK) {
                throw e;
            }
            connection.rollback();
            refused.addAndGet(isRefusal ? 1 : 0);
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
