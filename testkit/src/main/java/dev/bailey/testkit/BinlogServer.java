package dev.bailey.testkit;

import static dev.bailey.testkit.Eventually.eventually;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A real MySQL or MariaDB of its own on loopback, with a binlog that holds whole rows and their columns' names.
 *
 * <p>It knows three users: {@value #ADMINISTRATOR}, who may everything and needs no password; {@value #APPLICATION},
 * who owns each database; and {@value #BAILEY}, who has the rights that Bailey needs and no others. Thread-safe.
 */
public abstract sealed class BinlogServer implements AutoCloseable permits MariaDbServer, MySqlServer {

    public static final String ADMINISTRATOR = "root";
    public static final String APPLICATION = "app";
    public static final String BAILEY = "bailey";

    /** Of the application and of Bailey. */
    public static final String PASSWORD = "secret";

    private static final Duration START_MAX = Duration.ofSeconds(60);

    /** Somebody else may take a free port before the server does. */
    private static final int STARTS_MAX = 3;

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final AtomicInteger SERVER_IDS = new AtomicInteger(200);

    private final String scheme;
    private final int port;
    private final Folder folder;
    private final Daemon daemon;
    private final Thread atExit = new Thread(this::end, "binlog-server-end");

    /** A server, not yet started, on a copy of a data folder in which its users are known. */
    BinlogServer(String scheme, Folder template, List<String> program, Map<String, String> options) {
        this.scheme = scheme;
        this.port = FreePort.next();
        this.folder = Folder.temporary(scheme);
        Path data = folder.path().resolve("data");
        template.copyTo(data);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("datadir", data.toString());
        all.put("socket", folder.path().resolve("socket").toString());
        // one that starts clears up the temporary tables of all that share its folder
        all.put("tmpdir", folder.path().toString());
        all.put("port", Integer.toString(port));
        all.put("server-id", Integer.toString(SERVER_IDS.incrementAndGet()));
        all.putAll(options);
        List<String> words = new ArrayList<>(program);
        all.forEach((name, value) -> words.add("--" + name + (value.isEmpty() ? "" : "=" + value)));
        this.daemon = new Daemon(words, folder.path().resolve("server.log"));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** What both engines are started with, under what the caller wants instead. */
    static Map<String, String> options(Map<String, String> ofEngine, Map<String, String> wanted) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("bind-address", "127.0.0.1");
        options.put("skip-name-resolve", "");
        options.put("log-bin", "binlog");
        options.put("binlog-format", "ROW");
        options.put("binlog-row-image", "FULL");
        options.put("binlog-row-metadata", "FULL");
        options.put("log-bin-trust-function-creators", "1");
        options.put("local-infile", "1");
        options.put("max-connections", "300");
        options.put("innodb-buffer-pool-size", "64M");
        options.put("sync-binlog", "0");
        options.put("innodb-flush-log-at-trx-commit", "2");
        options.putAll(ofEngine);
        wanted.forEach((name, value) -> {
            String hyphened = name.replace('_', '-');
            if (hyphened.startsWith("skip-")) {
                options.remove(hyphened.substring("skip-".length()));
            }
            options.put(hyphened, value);
        });
        return options;
    }

    /** Statements that make the application's and Bailey's user, with these rights on the whole server for Bailey. */
    static List<String> users(String rights, String... more) {
        List<String> users = new ArrayList<>(List.of(
                "CREATE USER IF NOT EXISTS '" + ADMINISTRATOR + "'@'127.0.0.1'",
                "GRANT ALL ON *.* TO '" + ADMINISTRATOR + "'@'127.0.0.1' WITH GRANT OPTION",
                "CREATE USER '" + APPLICATION + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "CREATE USER '" + BAILEY + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT " + rights + " ON *.* TO '" + BAILEY + "'@'%'",
                "GRANT SELECT (User, Host) ON mysql.user TO '" + BAILEY + "'@'%'"));
        Stream.of(more).forEach(right -> users.add("GRANT " + right + " TO '" + BAILEY + "'@'%'"));
        return users;
    }

    /** Starts the server that the attempt makes, again on another port where somebody took the first one. */
    static <T extends BinlogServer> T started(Supplier<T> attempt) {
        for (int i = 1; ; i++) {
            T server = attempt.get();
            try {
                server.startAgain();
                return server;
            } catch (AssertionError e) {
                boolean taken = server.said().contains("Address already in use");
                server.close();
                if (!taken || i == STARTS_MAX) {
                    throw e;
                }
            }
        }
    }

    public int port() {
        return port;
    }

    /** The folder in which the server keeps what it has, its binlog among it. */
    public Path folder() {
        return folder.path().resolve("data");
    }

    /** What the server wrote about itself. */
    public String said() {
        return daemon.said();
    }

    public boolean isAlive() {
        return daemon.isAlive();
    }

    /** Shuts down in order, as an administrator would; {@link #startAgain} brings it back. */
    public void stop() {
        daemon.stop();
    }

    /** Dies on the spot, as by {@code kill -9}. */
    public void crash() {
        daemon.kill();
    }

    /** Comes back on the same port with what it kept, and takes connections. */
    public void startAgain() {
        daemon.start();
        eventually("the server takes connections, or ends", START_MAX, () -> !isAlive() || answers());
        if (!isAlive()) {
            throw new AssertionError("the server ended:\n" + said());
        }
    }

    private boolean answers() throws SQLException {
        try (Connection connection = connect("", ADMINISTRATOR)) {
            return connection.isValid(1);
        }
    }

    /** A name that no database of any server has yet. */
    public static String freshName() {
        return "db" + DATABASES.incrementAndGet();
    }

    /** Makes an empty database, and returns its URL as {@link #url} does. */
    public String createDatabase(String name) {
        execute(
                "",
                "CREATE DATABASE " + name,
                "GRANT ALL ON " + name + ".* TO '" + APPLICATION + "'@'%'",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, TRIGGER, REFERENCES, CREATE VIEW,"
                        + " SHOW VIEW, LOCK TABLES, EXECUTE, EVENT ON " + name + ".* TO '" + BAILEY + "'@'%'",
                "GRANT ALL ON `bailey\\_" + name + "`.* TO '" + BAILEY + "'@'%'");
        return url(name);
    }

    /** Where a database is, as a plan states it, for Bailey's user. */
    public String url(String database) {
        return scheme + "://" + BAILEY + ":" + PASSWORD + "@127.0.0.1:" + port + "/" + database;
    }

    /** Takes from now on all that this primary has and gets, by the names of transactions. */
    public void replicate(BinlogServer primary) {
        replicate(primary.port);
    }

    /** @param port of a primary on this machine */
    abstract void replicate(int port);

    /** Connects as the application does. */
    public Connection connect(String database) throws SQLException {
        return connect(database, APPLICATION);
    }

    /** Connects as one of the three users. */
    public Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port + "/" + database
                        + "?allowPublicKeyRetrieval=true&connectTimeout=10000",
                user,
                user.equals(ADMINISTRATOR) ? "" : PASSWORD);
    }

    /** Runs statements as the administrator in a connection of their own, each committed by itself. */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database, ADMINISTRATOR);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /**
     * Ends the server, and removes what it kept. Not in order: that takes seconds once somebody has read the binlog.
     */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    private void end() {
        crash();
        folder.remove();
    }
}
