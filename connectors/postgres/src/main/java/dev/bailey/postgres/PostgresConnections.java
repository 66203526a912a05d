package dev.bailey.postgres;

import dev.bailey.core.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens sessions of one database, every one with the same settings, whatever server, database and role have as theirs:
 * so a value reads the same on both sides. Thread-safe.
 */
final class PostgresConnections implements AutoCloseable {

    /**
     * Names are spelled with their schema when nothing but the catalog is on the search path. Versions before 17 do not
     * know the last setting.
     */
    private static final String SETTINGS = """
            SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
            SET extra_float_digits = 3; SET bytea_output = 'hex'; SET xmloption = 'content'; SET lc_monetary = 'C';
            SET standard_conforming_strings = on; SET search_path = pg_catalog; SET row_security = off;
            SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
            SET idle_session_timeout = 0;
            SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
            SET synchronous_commit = on; SET application_name = 'bailey';
            SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
            SET tcp_user_timeout = 30000;
            SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'""";

    /**
     * For sessions to which much is sent. With a limit for what is sent and not taken, the server would also cut off a
     * reader that only waits for the other side.
     */
    static final String PATIENT = "SET tcp_user_timeout = 0";

    /** A copy that moves no byte for so long waits for a server that is gone. */
    static final Duration COPY_SILENCE_MAX = Duration.ofMinutes(5);

    /** A message of the log that stops coming in its middle comes over a link that is gone. */
    private static final int LOG_SILENCE_SECONDS = 60;

    private static final int CONNECT_SECONDS = 10;

    /** How long a standby is taken for one; the driver's own ten seconds would add to every failover. */
    private static final int HOST_RECHECK_SECONDS = 1;

    /** A statement run through {@link #call} answers within this, or its connection is taken for dead. */
    private static final Duration CALL_MAX = Duration.ofSeconds(60);

    private final PostgresUrl url;
    private final Door door;
    private final SessionPool idle = new SessionPool(() -> open(CALL_MAX));

    PostgresConnections(String url) {
        this(url, Door.KNOCK_EVERY);
    }

    PostgresConnections(String url, Duration knockEvery) {
        this.url = PostgresUrl.of(url);
        this.door = new Door(this.url.toString(), this.url.user(), knockEvery);
    }

    /** Host, port and database, without a secret. */
    String where() {
        return url.toString();
    }

    /** For a program that connects by itself. Holds the password. */
    PostgresUrl url() {
        return url;
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
        Properties properties = properties();
        PGProperty.SOCKET_TIMEOUT.set(properties, Math.toIntExact(silenceMax.toSeconds()));
        return connect(properties);
    }

    /**
     * A session that speaks the replication protocol. Keep hold of it: the driver closes it once only its stream is
     * referenced.
     */
    Connection openReplication() {
        Properties properties = properties();
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        // Within a message: between messages nobody waits for the socket.
        PGProperty.SOCKET_TIMEOUT.set(properties, LOG_SILENCE_SECONDS);
        Connection connection = connect(properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(PATIENT + "; SET wal_sender_timeout = '5min'");
            return connection;
        } catch (SQLException e) {
            discard(connection);
            throw problem("preparing a session that reads the log", e);
        }
    }

    /** Runs short work in a session that is kept for the next call; the work leaves it in autocommit. */
    <T extends @Nullable Object> T call(String doing, Work<T> work) {
        Connection connection = idle.borrow();
        try {
            T result = work.run(connection);
            idle.giveBack(connection);
            return result;
        } catch (SQLException e) {
            discard(connection);
            throw problem(doing, e);
        } catch (RuntimeException | Error e) {
            discard(connection);
            throw e;
        }
    }

    /** Runs work in a session of its own, for it changes the session or takes long. */
    void inOwnSession(String doing, Step step) {
        try (Connection connection = open()) {
            step.run(connection);
        } catch (SQLException e) {
            throw problem(doing, e);
        }
    }

    /** What the server said, as a problem that names this database. */
    Problem problem(String doing, SQLException failure) {
        return PostgresProblems.of(doing, where(), failure);
    }

    /** What the server said of a row that its table cannot take as it is. */
    Problem misfit(String doing, SQLException failure) {
        return PostgresProblems.of(Problem.Kind.MISFIT, doing, where(), failure);
    }

    private Properties properties() {
        Properties properties = new Properties();
        url.parameters().forEach(properties::setProperty);
        PGProperty.USER.set(properties, url.user());
        PGProperty.PASSWORD.set(properties, url.password());
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.LOGIN_TIMEOUT.set(properties, 2 * CONNECT_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        if (url.hosts().size() > 1) {
            PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
            PGProperty.HOST_RECHECK_SECONDS.set(properties, HOST_RECHECK_SECONDS);
        }
        PGProperty.APPLICATION_NAME.set(properties, "bailey");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
        // A server whose failures carry the parameters of statements would carry rows into logs.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        return properties;
    }

    private Connection connect(Properties properties) {
        door.knock();
        String address =
                "jdbc:postgresql://" + url.address() + "/" + URLEncoder.encode(url.database(), StandardCharsets.UTF_8);
        try {
            Connection connection = new Driver().connect(address, properties);
            if (connection == null) {
                throw new IllegalStateException("the driver does not know its own address: " + where());
            }
            try (Statement statement = connection.createStatement()) {
                door.opened(connection);
                statement.execute(SETTINGS);
            } catch (SQLException | Problem e) {
                discard(connection);
                throw e;
            }
            return connection;
        } catch (SQLException e) {
            throw door.refused(e);
        }
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
    public void close() {
        idle.close();
    }

    /** What is done with a session. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    /** What is done with a session and yields nothing. */
    @FunctionalInterface
    interface Step {
        void run(Connection connection) throws SQLException;
    }
}
