package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that do to two small tables all that makes following hard: unique values deleted and taken by other rows,
 * swapped, keys changed, large values left alone, savepoints rolled back, transactions aborted, a table truncated.
 */
final class Churn implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;

    private final ChurnSql sql;
    private final List<Thread> writers = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private volatile boolean stopped;

    Churn(PostgresServer server, String database, int writerCount, long seed) {
        this(new PostgresChurn(server, database), writerCount, seed);
    }

    Churn(ChurnSql sql, int writerCount, long seed) {
        this.sql = sql;
        for (int i = 0; i < writerCount; i++) {
            Random random = new Random(seed + i);
            Thread writer = new Thread(() -> write(random), "churn-" + i);
            writers.add(writer);
            writer.start();
        }
    }

    long committed() {
        return committed.get();
    }

    private void write(Random random) {
        while (!stopped) {
            try (Connection connection = sql.connect()) {
                connection.setAutoCommit(false);
                while (!stopped) {
                    transaction(connection, random);
                }
            } catch (SQLException e) {
                // a link that the test cut, or a server that it stopped: connect again
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        try {
            int statements = 1 + random.nextInt(5);
            for (int i = 0; i < statements; i++) {
                if (random.nextInt(4) == 0) {
                    Savepoint savepoint = connection.setSavepoint();
                    sql.something(connection, random);
                    if (random.nextBoolean()) {
                        connection.rollback(savepoint);
                    }
                } else {
                    sql.something(connection, random);
                }
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                committed.incrementAndGet();
            }
        } catch (SQLException e) {
            if (!sql.isExpected(e)) {
                throw e;
            }
            connection.rollback();
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread writer : writers) {
            try {
                writer.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
