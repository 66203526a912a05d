package dev.bailey.testkit;

import static dev.bailey.testkit.Eventually.eventually;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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

    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Postmaster postmaster;
    private final int port;

    /** Stops the server and removes its folder. */
    private final Closeable end;

    private PostgresServer(Postmaster postmaster, int port, Closeable end) {
        this.postmaster = postmaster;
        this.port = port;
        this.end = end;
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
            EmbeddedPostgres postgres = builder.start();
            return new PostgresServer(Postmaster.running(folderOf(postgres)), postgres.getPort(), postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folderOf(EmbeddedPostgres postgres) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    /** The folder that holds all that the server keeps. */
    public Path folder() {
        return postmaster.data();
    }

    /** Ends every session and shuts down in order, as an administrator would; {@link #startAgain} brings it back. */
    public void stop() {
        postmaster.stop();
    }

    /** Dies on the spot: what was not on its way to the disk is gone. */
    public void crash() {
        postmaster.crash();
    }

    /** Comes back on the same port with what it kept, and takes connections. */
    public void startAgain() {
        startUnsure();
        eventually("the server takes connections", START_MAX, this::answers);
    }

    /** Begins to come back; whether it can is the test's question. */
    public void startUnsure() {
        postmaster.start();
    }

    public boolean isAlive() {
        return postmaster.isAlive();
    }

    /**
     * Starts a standby that follows this server, which restarts for it, through a slot of its own; from version 17 on
     * it asks for the slots of streams as well.
     *
     * @param name one word, also of the slot
     */
    public PostgresServer startStandby(String name) {
        try {
            int standbyPort = FreePort.next();
            Path folder = Files.createTempDirectory("standby");
            stop();
            Postmaster copy = postmaster.copy(folder, standbyPort);
            startAgain();
            execute("postgres", "SELECT pg_create_physical_replication_slot('" + name + "', true)");
            Files.createFile(folder.resolve("standby.signal"));
            String settings = "\nprimary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres password=postgres"
                    + " dbname=postgres application_name=" + name + "'\nprimary_slot_name = '" + name
                    + "'\nhot_standby_feedback = on\nwal_receiver_status_interval = '100ms'\n"
                    + (Files.readString(folder.resolve("PG_VERSION")).strip().compareTo("17") < 0
                            ? ""
                            : "sync_replication_slots = on\n");
            Files.writeString(folder.resolve("postgresql.auto.conf"), settings, StandardOpenOption.APPEND);
            PostgresServer standby = new PostgresServer(copy, standbyPort, () -> remove(copy));
            standby.startAgain();
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a standby take writes. */
    public void promote() {
        execute("postgres", "SELECT pg_promote()");
    }

    private boolean answers() throws SQLException {
        if (!isAlive()) {
            throw new IllegalStateException("the server ended: see " + folder().resolve("server.log"));
        }
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        }
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
            end.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Postmaster standby) {
        if (standby.isAlive()) {
            standby.stop();
        }
        new Folder(standby.data()).remove();
    }
}
