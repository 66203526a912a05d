package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/**
 * Opens sessions of one database, every one with the same settings, whatever server and user have as theirs: so a value
 * reads the same on both sides. Thread-safe.
 */
final class MysqlConnections implements AutoCloseable {

    /**
     * Strict, so that a value that does not fit is an error and no warning; but zero dates, and dates that no calendar
     * has, are values like any other here. Neither backslashes nor zero keys mean anything else than they do by
     * default.
     */
    static final String SQL_MODE = "STRICT_ALL_TABLES,ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION";

    /** Bytes that the server puts together of the rows of one range ({@link PrimaryKeyOrder}) before it gives up. */
    static final int CONCAT_MAX = 16 << 20;

    private static final String SETTINGS = "SET SESSION time_zone = '+00:00', sql_mode = '" + SQL_MODE + "',"
            + " sql_safe_updates = 0, sql_auto_is_null = 0, autocommit = 1, innodb_lock_wait_timeout = 50,"
            + " group_concat_max_len = " + CONCAT_MAX
            + ", lock_wait_timeout = 60, wait_timeout = 28800, net_read_timeout = 600, net_write_timeout = 600"
            // no statement is cut off for the time it takes, and figures of tables are those of now: each engine skips
            // what is the other's
            + " /*!80003 , max_execution_time = 0, information_schema_stats_expiry = 0 */"
            + " /*M!100100 , max_statement_time = 0 */";

    private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /** A statement run through {@link #call} answers within this, or its connection is taken for dead. */
    private static final Duration CALL_MAX = Duration.ofSeconds(60);

    private static final int CONNECT_MILLIS = 10_000;

    private static final int IDLE_MAX = 4;
    private static final Duration IDLE_TRUSTED = Duration.ofSeconds(1);
    private static final int VALID_SECONDS = 5;

    private final MysqlUrl url;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    MysqlConnections(String url) {
        this.url = MysqlUrl.of(url);
    }

    /** Host, port and database, without a secret. */
    String where() {
        return url.toString();
    }

    /** For a client that connects by itself. Holds the password. */
    MysqlUrl url() {
        return url;
    }

    /** The database that is moved. */
    String database() {
        return url.database();
    }

    OwnSchema own() {
        return OwnSchema.of(url.database());
    }

    /** A new session in autocommit, the caller's to close. Its statements may take as long as they take. */
    Connection open() {
        return open(Duration.ZERO);
    }

    /**
     * A new session in autocommit, the caller's to close.
     *
     * @param silenceMax after which the connection is taken for dead; zero for never
     */
    Connection open(Duration silenceMax) {
        return open(silenceMax, Map.of());
    }

    /** @param options of the driver, beside its usual ones */
    Connection open(Duration silenceMax, Map<String, String> options) {
        Properties properties = new Properties();
        url.parameters().forEach(properties::setProperty);
        properties.setProperty("user", url.user());
        properties.setProperty("password", url.password());
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_MILLIS));
        properties.setProperty("socketTimeout", String.valueOf(silenceMax.toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        // The engine's own way to log in over a link that is not encrypted asks for the server's key.
        properties.setProperty("allowPublicKeyRetrieval", "true");
        // A server whose failures carry the statement would carry rows into logs.
        properties.setProperty("dumpQueriesOnException", "false");
        properties.setProperty("includeInnodbStatusInDeadlockExceptions", "false");
        properties.setProperty("connectionAttributes", "program_name:bailey");
        options.forEach(properties::setProperty);
        try {
            return connect(properties);
        } catch (SQLException e) {
            throw problem("connecting as \"" + url.user() + "\"", e);
        }
    }

    /**
     * To the first server that can be reached; one that refuses is not passed over. Never by the driver's own choice:
     * it puts a session of another server in the place of one that was lost, without what was set in it.
     */
    private Connection connect(Properties properties) throws SQLException {
        SQLException first = null;
        for (MysqlUrl.Host host : url.hosts()) {
            try {
                return connect(host, properties);
            } catch (SQLException e) {
                if (!MysqlProblems.isUnreachable(e)) {
                    throw e;
                } else if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw Objects.requireNonNull(first, "an address names a server");
    }

    private Connection connect(MysqlUrl.Host host, Properties properties) throws SQLException {
        String address = "jdbc:mariadb://" + host + "/" + URLEncoder.encode(url.database(), StandardCharsets.UTF_8);
        Connection connection = new Driver().connect(address, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
            statement.execute(ISOLATION);
        } catch (SQLException e) {
            discard(connection);
            throw e;
        }
        return connection;
    }

    /** Runs short work in a session that is kept for the next call; the work leaves it in autocommit. */
    <T extends @Nullable Object> T call(String doing, Work<T> work) {
        Connection connection = borrow();
        try {
            T result = work.run(connection);
            giveBack(connection);
            return result;
        } catch (SQLException e) {
            discard(connection);
            throw problem(doing, e);
        } catch (RuntimeException | Error e) {
            discard(connection);
            throw e;
        }
    }

    private Connection borrow() {
        Idle candidate = poll();
        while (candidate != null) {
            if (candidate.isUsable()) {
                return candidate.connection;
            }
            discard(candidate.connection);
            candidate = poll();
        }
        return open(CALL_MAX);
    }

    private synchronized @Nullable Idle poll() {
        return idle.pollFirst();
    }

    private void giveBack(Connection connection) {
        if (!keep(connection)) {
            discard(connection);
        }
    }

    private synchronized boolean keep(Connection connection) {
        if (closed || idle.size() >= IDLE_MAX) {
            return false;
        }
        idle.addFirst(new Idle(connection, System.nanoTime()));
        return true;
    }

    /** What the server said, as a problem that names this database. */
    Problem problem(String doing, SQLException failure) {
        return MysqlProblems.of(doing, where(), failure);
    }

    Problem unfit(String because) {
        return new Problem(Kind.UNFIT, "the database at " + where() + " cannot be moved: " + because);
    }

    /** Closes a connection whose work failed, or that nobody needs; that this may fail too helps nobody. */
    static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // It is gone either way.
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(each -> discard(each.connection));
        idle.clear();
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

    /** What is done with a session. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }
}
