package dev.bailey.testkit;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** MySQL 8.0.31 for Linux on x86-64, from an archive on the class path. Thread-safe. */
public final class MySqlServer extends BinlogServer {

    private static final String ARCHIVE = "/mysql-8.0/mysql-Linux-amd64.tar.gz";

    /** Small, as every server has a copy. */
    private static final String LOG_SIZE = "--innodb-redo-log-capacity=32M";

    private static final List<String> USERS = users(
            "REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, XA_RECOVER_ADMIN, SET_USER_ID",
            "SELECT ON mysql.global_grants");

    /** The performance schema would make a server thrice as large. */
    private static final Map<String, String> OPTIONS = Map.of(
            "mysqlx", "OFF",
            "performance-schema", "OFF",
            "gtid-mode", "ON",
            "enforce-gtid-consistency", "ON");

    private MySqlServer(Map<String, String> options) {
        super("mysql", template(), program(unpacked()), options(OPTIONS, options));
    }

    /** What is missing on this machine to start a server; empty when nothing is. */
    public static String missing() {
        try {
            Program.run(List.of(mysqld(unpacked()), "--no-defaults", "--version"), "");
            return "";
        } catch (IllegalStateException e) {
            return "needs libaio and libnuma on Linux on x86-64 (Debian: libaio1, libnuma1): " + e.getMessage();
        }
    }

    /** Skips the test where the server cannot be started. */
    public static void require() {
        assumeThat(missing()).isEmpty();
    }

    public static MySqlServer start() {
        return start(Map.of());
    }

    /**
     * Starts a server with these options on top of, and instead of, those that Bailey needs.
     *
     * @param options by their long names without hyphens before them; an empty value is a bare option:
     *     {@code skip-log-bin}
     */
    public static MySqlServer start(Map<String, String> options) {
        String missing = missing();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(missing);
        }
        return started(() -> new MySqlServer(options));
    }

    @Override
    void replicate(int port) {
        execute(
                "",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + port + ", SOURCE_USER = '"
                        + BAILEY + "', SOURCE_PASSWORD = '" + PASSWORD
                        + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
    }

    private static String mysqld(Folder base) {
        return base.path().resolve("bin/mysqld").toString();
    }

    private static List<String> program(Folder base) {
        return List.of(
                mysqld(base),
                "--no-defaults",
                "--user=root",
                "--basedir=" + base.path(),
                "--lc-messages-dir=" + base.path().resolve("share"),
                LOG_SIZE);
    }

    private static Folder unpacked() {
        return Folder.once("bailey-mysql-8.0.31", MySqlServer::unpack);
    }

    private static void unpack(Folder folder) throws IOException {
        try (InputStream archive = MySqlServer.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new FileNotFoundException(ARCHIVE + " is not on the class path: build with Maven");
            }
            Program.run(List.of("tar", "-xz", "-C", folder.path().toString()), archive);
        }
    }

    private static Folder template() {
        String name = "bailey-mysql-8.0.31-"
                + Integer.toHexString(List.of(USERS, LOG_SIZE).hashCode());
        return Folder.once(name, MySqlServer::fill);
    }

    private static void fill(Folder folder) throws IOException {
        Path statements = Files.createTempFile("users", ".sql");
        Files.writeString(statements, String.join(";\n", USERS) + ";\n");
        Path data = folder.path();
        List<String> words = new ArrayList<>(program(unpacked()));
        words.addAll(
                List.of("--initialize-insecure", "--datadir=" + data, "--init-file=" + statements, "--skip-log-bin"));
        Program.run(words, "");
        Files.delete(statements);
        // Each copy gives itself an identity of its own.
        Files.delete(data.resolve("auto.cnf"));
    }
}
