package dev.bailey.testkit;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Plays the synchronous standby of a PostgreSQL server: takes its log, and says that it has applied it only while it is
 * let. A session with {@code synchronous_commit = remote_apply} waits for that with its commit in the log and not yet
 * visible to anybody; all others go on.
 */
public final class SlowStandby implements AutoCloseable {

    private static final String NAME = "slow";
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PostgresServer server;
    private final Connection connection;
    private final Thread thread = new Thread(this::follow, "slow-standby");
    private volatile boolean stalled;
    private volatile boolean closed;

    /** Begins to follow, and is waited for from then on. */
    public SlowStandby(PostgresServer server) throws SQLException {
        this.server = server;
        Properties properties = new Properties();
        PGProperty.USER.set(properties, "postgres");
        PGProperty.PASSWORD.set(properties, "postgres");
        PGProperty.REPLICATION.set(properties, "true");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.APPLICATION_NAME.set(properties, NAME);
        this.connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port() + "/", properties);
        thread.setDaemon(true);
        thread.start();
        server.execute(
                "postgres", "ALTER SYSTEM SET synchronous_standby_names = '" + NAME + "'", "SELECT pg_reload_conf()");
    }

    /** Goes on taking the log, and no longer says that it is applied. */
    public void stall() {
        stalled = true;
    }

    public void goOn() {
        stalled = false;
    }

    private void follow() {
        try (PGReplicationStream stream = open()) {
            LogSequenceNumber applied = LogSequenceNumber.valueOf(1);
            while (!closed) {
                for (ByteBuffer log = stream.readPending(); log != null; log = stream.readPending()) {
                    // what it says is of no interest
                }
                LogSequenceNumber received = stream.getLastReceiveLSN();
                applied = stalled ? applied : received;
                stream.setFlushedLSN(received);
                stream.setAppliedLSN(applied);
                stream.forceUpdateStatus();
                LockSupport.parkNanos(NAP_NANOS);
            }
        } catch (SQLException e) {
            // The server went away.
        }
    }

    private PGReplicationStream open() throws SQLException {
        LogSequenceNumber start;
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            start = LogSequenceNumber.valueOf(row.getString("xlogpos"));
        }
        return connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .physical()
                .withStartPosition(start)
                .withStatusInterval(1, TimeUnit.SECONDS)
                .withAutomaticFlush(false)
                .start();
    }

    @Override
    public void close() {
        server.execute("postgres", "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            // It is gone either way.
        }
    }
}
