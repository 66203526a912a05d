package dev.bailey.app;

import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import dev.bailey.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * One of the demo's two servers, with the shop's database in it. Thread-safe.
 *
 * @param jdbcUrl where the shop's application finds its database
 * @param user of the application
 * @param password of the application, and of Bailey's user
 * @param planUrl what a plan says, once it is told which file has the password
 */
record DemoServer(
        String jdbcUrl, String user, String password, Function<Path, String> planUrl, Opener opener, Runnable closing)
        implements AutoCloseable {

    /** What the database is called on engines whose databases keep their names. */
    private static final String DATABASE = "shop";

    /** Connects as the application does. */
    @FunctionalInterface
    interface Opener {
        Connection open() throws SQLException;
    }

    /** The engines that the demo can show. */
    enum Engine {
        POSTGRESQL("two PostgreSQL servers of different major versions"),
        MYSQL("two MySQL servers"),
        MARIADB("two MariaDB servers");

        private final String words;

        Engine(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** What this machine lacks for it; empty when nothing. */
        String missing() {
            return switch (this) {
                case POSTGRESQL -> "";
                case MYSQL -> MySqlServer.missing();
                case MARIADB -> MariaDbServer.isInstalled() ? "" : "install MariaDB (Debian: mariadb-server)";
            };
        }
    }

    /** @param isOld whether it is the one that is left */
    static DemoServer start(Engine engine, boolean isOld) {
        return switch (engine) {
            case POSTGRESQL ->
                of(PostgresServer.startUntilClosed(
                        isOld ? PostgresServer.Version.OLDER : PostgresServer.Version.NEWER));
            case MYSQL -> of(MySqlServer.start());
            case MARIADB -> of(MariaDbServer.start());
        };
    }

    private static DemoServer of(PostgresServer server) {
        String database = server.createDatabase();
        String place = "127.0.0.1:" + server.port() + "/" + database;
        return new DemoServer(
                "jdbc:postgresql://" + place,
                "postgres",
                "postgres",
                password -> "postgresql://postgres:${file:" + password + "}@" + place,
                () -> server.connect(database),
                server::close);
    }

    private static DemoServer of(BinlogServer server) {
        String url = server.createDatabase(DATABASE);
        return new DemoServer(
                "jdbc:mariadb://127.0.0.1:" + server.port() + "/" + DATABASE,
                BinlogServer.APPLICATION,
                BinlogServer.PASSWORD,
                password -> url.replace(":" + BinlogServer.PASSWORD + "@", ":${file:" + password + "}@"),
                () -> server.connect(DATABASE),
                server::close);
    }

    Connection connect() throws SQLException {
        return opener.open();
    }

    @Override
    public void close() {
        closing.run();
    }
}
