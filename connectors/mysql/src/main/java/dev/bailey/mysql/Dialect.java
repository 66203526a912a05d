package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the two engines a server is, and what follows from it. Immutable.
 *
 * @param version as the server says it, without what its maker appends
 * @param identity tells this server from every other that may hold the same log
 */
record Dialect(Engine engine, int major, int minor, int patch, String version, String identity) {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

    /** The engines, as people write them. */
    enum Engine {
        MYSQL("MySQL"),
        MARIADB("MariaDB");

        private final String label;

        Engine(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Dialect of(Connection session) throws SQLException {
        String said = first(session, "SELECT CONCAT(@@version, ' ', @@version_comment)");
        Engine engine = said.toLowerCase(Locale.ROOT).contains("mariadb") ? Engine.MARIADB : Engine.MYSQL;
        Matcher numbers = VERSION.matcher(said);
        if (!numbers.find()) {
            throw new SQLException("the server says of its version \"" + said + "\"");
        }
        String identity = engine == Engine.MYSQL
                ? first(session, "SELECT @@server_uuid")
                : first(session, "SELECT CONCAT_WS('/', @@hostname, @@port, @@server_id)");
        return new Dialect(
                engine,
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)),
                numbers.group(),
                identity.replaceAll("\\s", "_"));
    }

    private static String first(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    boolean isMariaDb() {
        return engine == Engine.MARIADB;
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        return major != wantedMajor
                ? major > wantedMajor
                : minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
    }

    /** The statement that tells where the log ends. */
    String logEnd() {
        return !isMariaDb() && isAtLeast(8, 4, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** The statement that tells where a replica gets its changes from. */
    String replication() {
        return isMariaDb()
                ? "SHOW ALL SLAVES STATUS"
                : isAtLeast(8, 0, 22) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
    }

    /** Each of which lets a user make triggers for somebody else; the least first. */
    List<String> definerRights() {
        return isMariaDb()
                ? List.of("SET USER", "SUPER")
                : isAtLeast(8, 2, 0)
                        ? List.of("SET_ANY_DEFINER", "SET_USER_ID", "SUPER")
                        : List.of("SET_USER_ID", "SUPER");
    }

    /** A row of a table value constructor, which the engines spell in two ways. */
    String row() {
        return isMariaDb() ? "" : "ROW";
    }

    @Override
    public String toString() {
        return engine.label() + " " + version;
    }
}
