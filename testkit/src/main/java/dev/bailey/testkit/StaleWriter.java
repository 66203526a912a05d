package dev.bailey.testkit;

import dev.bailey.core.Side;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A forgotten worker: goes past the router and writes into one database over JDBC for as long as it lets it, each write
 * in a transaction of its own. What is acknowledged goes into the {@link History} like everyone's. Thread-safe.
 */
public final class StaleWriter implements AutoCloseable {

    private static final long STOP_MILLIS_MAX = 10_000;

    private final String url;
    private final String user;
    private final String password;
    private final Side side;
    private final History history;
    private final Duration pause;
    private final String name;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Thread thread;
    private int acknowledged;

    private StaleWriter(
            String url, String user, String password, Side side, History history, Duration pause, String name) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.side = side;
        this.history = history;
        this.pause = pause;
        this.name = name;
        this.thread = new Thread(this::write, "stale-writer-" + side.label() + "-" + name);
        thread.setDaemon(true);
    }

    /**
     * Starts writing at once.
     *
     * @param name tells its writes from those of others in the same history
     */
    public static StaleWriter start(
            String jdbcUrl, String user, String password, Side side, History history, Duration pause, String name) {
        StaleWriter writer = new StaleWriter(jdbcUrl, user, password, side, history, pause, name);
        writer.thread.start();
        return writer;
    }

    public Side side() {
        return side;
    }

    public synchronized int acknowledged() {
        return acknowledged;
    }

    /** How often it was refused, by SQLSTATE. */
    public synchronized Map<String, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    private void write() {
        Connection connection = null;
        try {
            for (int i = 1; !stop.await(pause.toMillis(), TimeUnit.MILLISECONDS); i++) {
                connection = write(connection, "stale-" + side.label() + "-" + name + "-" + i);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(connection);
        }
    }

    /** Places one order without items, which contends with nobody; returns the connection if it is still good. */
    private @Nullable Connection write(@Nullable Connection connection, String number) {
        try {
            Connection open = connection != null ? connection : connect();
            StaleWrite outcome = StaleWrite.place(open, history, number);
            count(outcome);
            if (outcome.connectionIsGood()) {
                return open;
            }
            close(open);
        } catch (SQLException e) {
            count(new StaleWrite(String.valueOf(e.getSQLState()), /* connectionIsGood= */ false));
        }
        return null;
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        connection.setAutoCommit(false);
        return connection;
    }

    private synchronized void count(StaleWrite outcome) {
        if (outcome.isAcknowledged()) {
            acknowledged++;
        } else {
            refusals.merge(outcome.state(), 1, Integer::sum);
        }
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is being thrown away; nobody can use what it says.
        }
    }

    /** Writes nothing more; returns once its last write is answered. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
