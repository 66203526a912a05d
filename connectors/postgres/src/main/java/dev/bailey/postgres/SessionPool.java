package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of one kind that are kept for the next who needs one: to open one costs both ends some 10 ms. Thread-safe.
 */
final class SessionPool implements AutoCloseable {

    private static final int IDLE_MAX = 4;
    private static final Duration IDLE_TRUSTED = Duration.ofSeconds(1);
    private static final int VALID_SECONDS = 5;

    private final Supplier<Connection> opener;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    SessionPool(Supplier<Connection> opener) {
        this.opener = opener;
    }

    Connection borrow() {
        Idle candidate = poll();
        while (candidate != null) {
            if (candidate.isUsable()) {
                return candidate.connection;
            }
            PostgresConnections.discard(candidate.connection);
            candidate = poll();
        }
        return opener.get();
    }

    private synchronized @Nullable Idle poll() {
        return idle.pollFirst();
    }

    /** To be called where all went well; a session whose work failed is discarded instead. */
    void giveBack(Connection connection) {
        if (!keep(connection)) {
            PostgresConnections.discard(connection);
        }
    }

    private synchronized boolean keep(Connection connection) {
        if (closed || idle.size() >= IDLE_MAX) {
            return false;
        }
        idle.addFirst(new Idle(connection, System.nanoTime()));
        return true;
    }

    /** Closes those that nobody uses now. */
    synchronized void clear() {
        idle.forEach(each -> PostgresConnections.discard(each.connection));
        idle.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        clear();
    }

    private record Idle(Connection connection, long since) {

        /** One left idle for a while may have been cut off; one used just now would have failed its caller. */
        boolean isUsable() {
            try {
                return System.nanoTime() - since < IDLE_TRUSTED.toNanos() || connection.isValid(VALID_SECONDS);
            } catch (SQLException e) {
                return false;
            }
        }
    }
}
