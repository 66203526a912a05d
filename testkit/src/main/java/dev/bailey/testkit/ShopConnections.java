package dev.bailey.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A bounded set of connections to the shop's database, every statement of which has a time limit. One that broke is
 * closed, and replaced when next needed. Thread-safe.
 */
final class ShopConnections implements AutoCloseable {

    private static final int WAIT_MILLIS = 3_000;

    private final String url;
    private final Properties properties = new Properties();
    private final Semaphore permits;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    ShopConnections(String url, String user, String password, int connectionsMax) {
        this.url = url;
        this.permits = new Semaphore(connectionsMax);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        ShopEngine.of(url).limit(properties);
    }

    /** A connection for one piece of work. */
    Lease borrow() throws SQLException {
        acquire();
        try {
            Connection pooled = idle.pollFirst();
            return new Lease(pooled != null ? pooled : DriverManager.getConnection(url, properties));
        } catch (SQLException e) {
            permits.release();
            throw e;
        }
    }

    private void acquire() throws SQLException {
        try {
            if (closed || !permits.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException(
                        "no connection to the shop's database was free within " + WAIT_MILLIS + " ms", "08000");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", "08000", e);
        }
    }

    /** Whether the error leaves its connection of no use. */
    static boolean breaks(SQLException error) {
        String state = error.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P");
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            discard(connection);
        }
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is being thrown away; nobody can use what it says.
        }
    }

    /** One connection, on loan. Confined to one thread. */
    final class Lease implements AutoCloseable {

        final Connection connection;
        private boolean broken;

        private Lease(Connection connection) {
            this.connection = connection;
        }

        void broken() {
            broken = true;
        }

        @Override
        public void close() {
            if (!broken && !closed && rolledBack()) {
                idle.addFirst(connection);
            } else {
                discard(connection);
            }
            permits.release();
        }

        private boolean rolledBack() {
            try {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                return true;
            } catch (SQLException e) {
                return false;
            }
        }
    }
}
