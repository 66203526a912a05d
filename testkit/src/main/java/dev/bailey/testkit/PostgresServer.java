package dev.bailey.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server of its own on loopback, with a log that can be decoded. Thread-safe. */
public final class PostgresServer implements AutoCloseable {

    /** Major versions. Two of them are always at hand; a module that starts the others unpacks them for its tests. */
    public enum Version {
        V14(14),
        V15(15),
        V16(16),
        V17(17),
        V18(18);

        /** The two that every module has, so that every move crosses a major version. */
        public static final Version OLDER = V16;

        public static final Version NEWER = V18;

        private final int major;

        Version(int major) {
            this.major = major;
        }

        private InputStream archive() throws FileNotFoundException {
            String path = "/postgres-" + major + "/postgres-linux-x86_64.txz";
            InputStream archive = PostgresServer.class.getResourceAsStream(path);
            if (archive == null) {
                throw new FileNotFoundException(
                        path + " is not on the class path: build with Maven, and see app/pom.xml"
                                + " for how a module has more versions than the testkit brings");
            }
            return archive;
        }
    }

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final EmbeddedPostgres postgres;

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static PostgresServer start(Version version) {
        return start(version, Map.of());
    }

    /** Starts a server with these settings on top of those that logical decoding needs. */
    public static PostgresServer start(Version version, Map<String, String> settings) {
        return start(version, settings, /* endsWithProcess= */ true);
    }

    /** Starts a server that stays up until it is closed, also while the process closes down in an order of its own. */
    public static PostgresServer startUntilClosed(Version version) {
        return start(version, Map.of(), /* endsWithProcess= */ false);
    }

    private static PostgresServer start(Version version, Map<String, String> settings, boolean endsWithProcess) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPgBinaryResolver((system, hardware) -> version.archive())
                    .setRegisterShutdownHook(endsWithProcess)
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_wal_senders", "60")
                    .setServerConfig("max_replication_slots", "60")
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("max_prepared_transactions", "10")
                    .setServerConfig("fsync", "off");
            settings.forEach(builder::setServerConfig);
            return new PostgresServer(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    /** Makes an empty database with a name of its own, and returns that name. */
    public String createDatabase() {
        String name = "db" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /** Where a database is, as a plan states it. */
    public String url(String database) {
        return "postgresql://postgres:postgres@127.0.0.1:" + port() + "/" + database;
    }

    public Connection connect(String database) throws SQLException {
        return connect(database, "postgres");
    }

    /** Connects as this user, whose password nobody asks for. */
    public Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, user, "postgres");
    }

    /** Runs statements in a connection of their own, each committed by itself. */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
