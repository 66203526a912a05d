package dev.bailey.mysql;

import dev.bailey.core.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks whether rows that are copied may be left out of a server's log, where its address says so. */
final class CopyLogChecks {

    /** Who is sent the log, as Bailey's own streams are, by user and host. */
    private static final String FOLLOWERS = """
            SELECT DISTINCT CONCAT(USER, ' from ', SUBSTRING_INDEX(HOST, ':', 1)) FROM information_schema.PROCESSLIST
            WHERE COMMAND LIKE 'Binlog Dump%' AND USER <> SUBSTRING_INDEX(USER(), '@', 1)""";

    private final MysqlConnections connections;
    private final Connection session;
    private final RightChecks rights;

    CopyLogChecks(MysqlConnections connections, Connection session, RightChecks rights) {
        this.connections = connections;
        this.session = session;
        this.rights = rights;
    }

    /** What stands in the way; nothing where copies are logged. */
    List<Finding> obstacles() throws SQLException {
        if (connections.url().logsCopies()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        if (!RightChecks.may(session, "SET SESSION sql_log_bin = @@sql_log_bin")) {
            String right = rights.dialect().isMariaDb() ? "BINLOG ADMIN" : "SESSION_VARIABLES_ADMIN";
            findings.add(obstacle(
                    "Bailey's user lacks " + right + " at " + connections.where() + ", whose address says "
                            + MysqlUrl.COPY_LOG + "=off",
                    "GRANT " + right + " ON *.* to it, or leave " + MysqlUrl.COPY_LOG + " out of the address"));
        }
        List<String> followers = rights.seesTransactions() ? followers() : List.of();
        if (!followers.isEmpty()) {
            findings.add(obstacle(
                    "the log of " + connections.where() + ", whose address says " + MysqlUrl.COPY_LOG
                            + "=off, is sent to " + String.join(", ", followers),
                    "leave " + MysqlUrl.COPY_LOG + " out of the address; or stop that replica, and make it anew from a"
                            + " backup when the copy is done"));
        }
        return findings;
    }

    private List<String> followers() throws SQLException {
        List<String> followers = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(FOLLOWERS)) {
            while (rows.next()) {
                followers.add(rows.getString(1));
            }
        }
        return followers;
    }

    private static Finding obstacle(String found, String remedy) {
        return MysqlCheck.COPY_UNLOGGED.finding("", found, remedy);
    }
}
