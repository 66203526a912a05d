package dev.bailey.testkit;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The MariaDB server that Debian packages, 10.11 in Debian 12. Thread-safe. */
public final class MariaDbServer extends BinlogServer {

    private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
    private static final String NEEDS = "needs " + PROGRAM + " (Debian: mariadb-server)";

    /** Small, as every server has a copy. */
    private static final String LOG_SIZE = "--innodb-log-file-size=16M";

    private static final List<String> USERS =
            users("REPLICATION SLAVE, BINLOG MONITOR, SLAVE MONITOR, PROCESS, SET USER");

    private static final Map<String, String> OPTIONS = Map.of(
            "character-set-server", "utf8mb4",
            "gtid-domain-id", "1",
            "gtid-strict-mode", "ON",
            "log-slave-updates", "ON");

    private MariaDbServer(Map<String, String> options) {
        super(
                "mariadb",
                template(),
                List.of(PROGRAM.toString(), "--no-defaults", "--user=root", LOG_SIZE),
                options(OPTIONS, options));
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Skips the test where the server is not installed. */
    public static void require() {
        assumeThat(isInstalled()).as(NEEDS).isTrue();
    }

    public static MariaDbServer start() {
        return start(Map.of());
    }

    /**
     * Starts a server with these options on top of, and instead of, those that Bailey needs.
     *
     * @param options by their long names without hyphens before them; an empty value is a bare option:
     *     {@code skip-log-bin}
     */
    public static MariaDbServer start(Map<String, String> options) {
        if (!isInstalled()) {
            throw new IllegalStateException(NEEDS);
        }
        return started(() -> new MariaDbServer(options));
    }

    @Override
    void replicate(int port) {
        execute(
                "",
                "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = " + port + ", MASTER_USER = '" + BAILEY
                        + "', MASTER_PASSWORD = '" + PASSWORD + "', MASTER_USE_GTID = slave_pos",
                "START SLAVE");
    }

    private static Folder template() {
        String version = Program.run(List.of(PROGRAM.toString(), "--no-defaults", "--version"), "");
        String name = "bailey-mariadb-"
                + Integer.toHexString(List.of(version, USERS, LOG_SIZE).hashCode());
        return Folder.once(name, MariaDbServer::fill);
    }

    private static void fill(Folder folder) throws IOException {
        String data = "--datadir=" + folder.path();
        Program.run(
                List.of(
                        "mariadb-install-db",
                        "--no-defaults",
                        data,
                        "--user=root",
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db",
                        LOG_SIZE),
                "");
        // Nobody without a name: on this machine such a user would stand before those who come from anywhere.
        String statements = "FLUSH PRIVILEGES;\nDELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n"
                + String.join(";\n", USERS) + ";\n";
        Program.run(
                List.of(PROGRAM.toString(), "--no-defaults", "--bootstrap", data, "--user=root", LOG_SIZE), statements);
    }
}
