package dev.bailey.mysql;

import dev.bailey.core.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at what Bailey's user may do, beside reading the log. Confined to one thread. */
final class RightChecks {

    private static final List<String> TABLE_RIGHTS = List.of(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "CREATE",
            "DROP",
            "ALTER",
            "INDEX",
            "TRIGGER",
            "REFERENCES",
            "LOCK TABLES",
            "EVENT");

    private static final List<String> OWN_RIGHTS =
            List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "LOCK TABLES");

    /** Among them what MySQL says to whoever asks for prepared transactions and may not. */
    private static final Set<Integer> DENIALS = Set.of(1044, 1142, 1227, 1401);

    private final MysqlConnections connections;
    private final Rights rights;
    private final Dialect dialect;
    private final boolean seesTransactions;
    private final boolean seesPrepared;
    private final boolean seesReplication;
    private final List<Finding> findings = new ArrayList<>();

    RightChecks(MysqlConnections connections, Connection session, Dialect dialect) throws SQLException {
        this.connections = connections;
        this.rights = Rights.of(session);
        this.dialect = dialect;
        this.seesTransactions = may(session, "SELECT 1 FROM information_schema.INNODB_TRX LIMIT 1");
        this.seesPrepared = may(session, "XA RECOVER");
        this.seesReplication = may(session, dialect.replication());
    }

    /** Tried, for roles give rights that no list of grants shows, and a session keeps those that it began with. */
    static boolean may(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            if (!DENIALS.contains(e.getErrorCode())) {
                throw e;
            }
            return false;
        }
    }

    /** What stands in the way. */
    List<Finding> obstacles() {
        findings.clear();
        lacking(MysqlCheck.TABLE_RIGHT, TABLE_RIGHTS, connections.database());
        lacking(MysqlCheck.CREATE_RIGHT, OWN_RIGHTS, connections.own().name());
        List<String> missing = Stream.of("PROCESS", "XA_RECOVER_ADMIN")
                .filter(right -> right.equals("PROCESS") ? !seesTransactions() : !seesPrepared())
                .toList();
        if (!missing.isEmpty()) {
            add(
                    MysqlCheck.TRANSACTION_RIGHT,
                    "Bailey's user lacks " + String.join(", ", missing) + " at " + connections.where(),
                    "GRANT " + String.join(", ", missing) + " ON *.* to it");
        }
        return List.copyOf(findings);
    }

    private void lacking(MysqlCheck check, List<String> wanted, String database) {
        List<String> missing =
                wanted.stream().filter(right -> rights.lacks(right, database)).toList();
        if (!missing.isEmpty()) {
            // the server takes an underscore for any character
            String pattern = Sql.name(database.replace("_", "\\_"));
            add(
                    check,
                    "Bailey's user lacks " + String.join(", ", missing) + " on database " + database + " at "
                            + connections.where(),
                    "GRANT " + String.join(", ", missing) + " ON " + pattern + ".* to it");
        }
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether it has none of these on the whole server. */
    boolean lacksAll(List<String> wanted) {
        return wanted.stream().allMatch(rights::lacks);
    }

    /** What people should know. */
    List<Finding> advice() {
        findings.clear();
        if (!seesReplication()) {
            String right = dialect.isMariaDb() ? "SLAVE MONITOR" : "REPLICATION CLIENT";
            add(
                    MysqlCheck.REPLICA_RIGHT,
                    "Bailey's user may not ask whether " + connections.where() + " is a replica",
                    "GRANT " + right + " ON *.* to it");
        }
        return List.copyOf(findings);
    }

    /** Whether it may look for open transactions. */
    boolean seesTransactions() {
        return seesTransactions;
    }

    /** Whether it may look for prepared transactions. */
    boolean seesPrepared() {
        return seesPrepared;
    }

    /** Whether it may look where a server gets changes from. */
    boolean seesReplication() {
        return seesReplication;
    }

    /** Whether it may make triggers where a server trusts nobody else with that. */
    boolean isAdministrator() {
        return !rights.hasRoles() && !rights.lacks("SUPER");
    }

    private void add(MysqlCheck check, String found, String remedy) {
        findings.add(check.finding("", found, remedy));
    }
}
