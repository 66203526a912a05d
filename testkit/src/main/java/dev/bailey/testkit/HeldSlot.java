package dev.bailey.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** A client that holds a logical replication slot, and takes nothing from it. */
public final class HeldSlot implements AutoCloseable {

    private final Connection connection;
    private final PGReplicationStream stream;

    /** Takes the slot, which must be free, as a superuser whose password nobody asks for. */
    public HeldSlot(PostgresServer server, String database, String slot, String user, String application) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, user);
        PGProperty.PASSWORD.set(properties, user);
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.APPLICATION_NAME.set(properties, application);
        try {
            this.connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database, properties);
            this.stream = connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(slot)
                    .withSlotOption("proto_version", "1")
                    .withSlotOption("publication_names", slot)
                    .withAutomaticFlush(false)
                    .start();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The server's number of the session. */
    public int pid() {
        try {
            return connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
            connection.close();
        } catch (SQLException e) {
            // The server went away.
        }
    }
}
