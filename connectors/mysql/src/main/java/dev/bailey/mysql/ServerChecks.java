package dev.bailey.mysql;

import dev.bailey.core.Catalog.Connections;
import dev.bailey.core.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a server, and at how it differs from the other side's. Confined to one thread. */
final class ServerChecks {

    private static final Duration TRANSACTION_MAX = Duration.ofMinutes(1);
    private static final Duration APART_MAX = Duration.ofSeconds(1);
    private static final int CONNECTIONS_WANTED = 30;

    private final Connection session;
    private final ServerSettings here;
    private final ServerSettings there;
    private final RightChecks rights;
    private final String where;
    private final List<Finding> findings = new ArrayList<>();

    /** @param there the other side's, for what matters by comparison */
    ServerChecks(Connection session, ServerSettings here, ServerSettings there, RightChecks rights, String where) {
        this.session = session;
        this.here = here;
        this.there = there;
        this.rights = rights;
        this.where = where;
    }

    /** What stands in the way. */
    List<Finding> obstacles() throws SQLException {
        findings.clear();
        writing();
        if (!here.is("lower_case_table_names", there.of("lower_case_table_names"))) {
            add(
                    MysqlCheck.NAME_CASE,
                    "lower_case_table_names is " + here.of("lower_case_table_names") + " at " + where + " and "
                            + there.of("lower_case_table_names") + " on the other side",
                    "make the new server with the same; it cannot be changed later");
        }
        if (rights.seesReplication()) {
            replication();
        }
        List<String> prepared = rights.seesPrepared() ? OpenWriters.prepared(session) : List.of();
        if (!prepared.isEmpty()) {
            add(
                    MysqlCheck.PREPARED_TRANSACTION,
                    "transactions at " + where + " are prepared and not decided: " + String.join(", ", prepared),
                    "XA COMMIT or XA ROLLBACK each");
        }
        preparing();
        return List.copyOf(findings);
    }

    /** Of any database: no server tells of which. */
    private void preparing() throws SQLException {
        long prepared = OpenWriters.everPrepared(session);
        if (prepared > 0) {
            add(
                    MysqlCheck.XA_TRANSACTIONS,
                    prepared + " transactions were prepared by XA PREPARE at " + where + " since it was started",
                    "let applications commit them in one phase (XA COMMIT … ONE PHASE); accept this where that is done,"
                            + " or they are other databases'");
        }
    }

    private void writing() {
        for (String variable : List.of("read_only", "super_read_only", "innodb_read_only")) {
            if (!here.of(variable).isEmpty() && !here.is(variable, "OFF") && !here.is(variable, "0")) {
                add(
                        MysqlCheck.READ_ONLY,
                        variable + " is " + here.of(variable) + " at " + where,
                        "name the primary, or SET GLOBAL " + variable + " = OFF");
                break;
            }
        }
        if (here.isOn("log_bin") && !here.isOn("log_bin_trust_function_creators") && !rights.isAdministrator()) {
            add(
                    MysqlCheck.TRIGGER_CREATORS,
                    "log_bin_trust_function_creators is OFF at " + where
                            + ", so that only an administrator may make triggers",
                    "SET GLOBAL log_bin_trust_function_creators = ON (on a managed service, in its parameter group)");
        }
        if (!here.isOn("local_infile")) {
            add(MysqlCheck.LOCAL_INFILE, "local_infile is OFF at " + where, "SET GLOBAL local_infile = ON");
        }
    }

    /** A server that is fed by another one. */
    private void replication() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(here.dialect().replication())) {
            if (!row.next()) {
                return;
            }
            add(
                    MysqlCheck.FED_BY_ANOTHER,
                    where + " is a replica of another server",
                    "name the primary; or, on the new side, stop replication and reset it");
            if (here.isOn("log_bin") && !here.isOn("log_slave_updates") && !here.isOn("log_replica_updates")) {
                add(
                        MysqlCheck.REPLICA_UNLOGGED,
                        (here.dialect().isMariaDb() ? "log_slave_updates" : "log_replica_updates") + " is OFF at "
                                + where,
                        "start the server with it, or name the primary");
            }
        }
    }

    /** What people should know. */
    List<Finding> advice() throws SQLException {
        findings.clear();
        differences();
        if (rights.seesTransactions()) {
            openSince(TRANSACTION_MAX).ifPresent(findings::add);
        }
        Connections connections = connections(session);
        if (connections.max() - connections.used() < CONNECTIONS_WANTED) {
            add(
                    MysqlCheck.FREE_CONNECTIONS,
                    connections.used() + " of " + connections.max() + " connections are taken at " + where,
                    "raise max_connections, or copy over fewer (copy: connections)");
        }
        Duration apart = here.ahead(there).abs();
        if (apart.compareTo(APART_MAX) > 0) {
            add(
                    MysqlCheck.CLOCKS_APART,
                    "the clock of " + where + " differs from the other side's by " + apart.toMillis() + " ms",
                    "let both follow the same time servers");
        }
        return List.copyOf(findings);
    }

    /** Written as one statement, in which each byte may take two. */
    Optional<Finding> tooLong(LargestRow row) {
        long most = here.number("max_allowed_packet");
        return 2 * row.bytes() > most
                ? Optional.of(MysqlCheck.PACKET_SIZE.finding(
                        row.table().name(),
                        "a row of " + row.table() + " holds " + row.bytes()
                                + " bytes, which as a statement may be twice" + " as long, and max_allowed_packet is "
                                + most + " at " + where,
                        "SET GLOBAL max_allowed_packet to more than twice as much"))
                : Optional.empty();
    }

    Optional<Finding> openSince(Duration max) throws SQLException {
        long seconds = OpenWriters.oldestSeconds(session);
        return seconds > max.toSeconds()
                ? Optional.of(MysqlCheck.LONG_TRANSACTION.finding(
                        "",
                        "a transaction at " + where + " has been open for " + seconds + " s",
                        "let it end before a cutover"))
                : Optional.empty();
    }

    static Connections connections(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Threads_connected'")) {
            row.next();
            int used = row.getInt(2);
            try (Statement other = session.createStatement();
                    ResultSet most = other.executeQuery("SELECT @@global.max_connections")) {
                most.next();
                return new Connections(used, Math.max(1, most.getInt(1)));
            }
        }
    }

    private void differences() {
        if (here.number("max_allowed_packet") < there.number("max_allowed_packet")) {
            add(
                    MysqlCheck.PACKET_SIZE,
                    "max_allowed_packet is " + here.number("max_allowed_packet") + " bytes at " + where + " and "
                            + there.number("max_allowed_packet") + " on the other side",
                    "set it to the larger");
        }
        differs(MysqlCheck.KEY_STEP, "auto_increment_increment", "auto_increment_offset");
        differs(
                MysqlCheck.SQL_MODE_DIFFERS,
                "sql_mode",
                "explicit_defaults_for_timestamp",
                "transaction_isolation",
                "tx_isolation");
        if (!here.timeZone().equals(there.timeZone())) {
            add(
                    MysqlCheck.TIME_ZONE_DIFFERS,
                    "the time zone is " + here.timeZone() + " at " + where + " and " + there.timeZone()
                            + " on the other side",
                    "SET GLOBAL time_zone, so that both have the same");
        }
        differs(MysqlCheck.CHARACTER_SET_DIFFERS, "collation_server", "collation_database");
        Dialect mine = here.dialect();
        Dialect theirs = there.dialect();
        if (!mine.isAtLeast(theirs.major(), theirs.minor(), 0)) {
            add(
                    MysqlCheck.VERSION_OLDER,
                    where + " is " + mine + ", older than " + theirs + " on the other side",
                    "expect no feature of the newer one here");
        }
    }

    /** What a server of another version does not know is no difference. */
    private void differs(MysqlCheck check, String... variables) {
        for (String variable : variables) {
            boolean known =
                    here.variables().containsKey(variable) && there.variables().containsKey(variable);
            if (known && !here.is(variable, there.of(variable))) {
                add(
                        check,
                        variable + " is \"" + here.of(variable) + "\" at " + where + " and \"" + there.of(variable)
                                + "\" on the other side",
                        "make them the same, unless the difference is meant");
            }
        }
    }

    private void add(MysqlCheck check, String found, String remedy) {
        findings.add(check.finding("", found, remedy));
    }
}
