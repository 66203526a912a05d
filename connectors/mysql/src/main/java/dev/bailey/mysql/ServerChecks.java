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

/** Looks at a server, and at how it differs from the other side's. Confined to one thread. */
final class ServerChecks {

    /** Copying, watching and a way back want this much of the log at the least. */
    private static final Duration KEPT_MIN = Duration.ofDays(1);

    private static final Duration TRANSACTION_MAX = Duration.ofMinutes(1);
    private static final Duration APART_MAX = Duration.ofSeconds(1);
    private static final int CONNECTIONS_WANTED = 30;

    private final Connection session;
    private final ServerSettings here;
    private final ServerSettings there;
    private final String where;
    private final List<Finding> findings = new ArrayList<>();

    /** @param there the other side's, for what matters by comparison */
    ServerChecks(Connection session, ServerSettings here, ServerSettings there, String where) {
        this.session = session;
        this.here = here;
        this.there = there;
        this.where = where;
    }

    /** What stands in the way. */
    List<Finding> obstacles() throws SQLException {
        log();
        if (here.isOn("read_only") || here.isOn("super_read_only")) {
            add(MysqlCheck.READ_ONLY, where + " is read-only", "name the primary, or SET GLOBAL read_only = OFF");
        }
        if (here.isOn("log_bin") && !here.isOn("log_bin_trust_function_creators")) {
            add(
                    MysqlCheck.TRIGGER_CREATORS,
                    "log_bin_trust_function_creators is OFF at " + where
                            + ", so that only an administrator may make triggers",
                    "set it to 1 (on a managed service, in its parameter group)");
        }
        if (!here.isOn("local_infile")) {
            add(MysqlCheck.LOCAL_INFILE, "local_infile is OFF at " + where, "SET GLOBAL local_infile = ON");
        }
        if (!here.is("lower_case_table_names", there.of("lower_case_table_names"))) {
            add(
                    MysqlCheck.NAME_CASE,
                    "lower_case_table_names is " + here.of("lower_case_table_names") + " at " + where + " and "
                            + there.of("lower_case_table_names") + " on the other side",
                    "make the new server with the same; it cannot be changed later");
        }
        replication();
        List<String> prepared = OpenWriters.prepared(session);
        if (!prepared.isEmpty()) {
            add(
                    MysqlCheck.PREPARED_TRANSACTION,
                    "transactions at " + where + " are prepared and not decided: " + String.join(", ", prepared),
                    "XA COMMIT or XA ROLLBACK each");
        }
        return List.copyOf(findings);
    }

    private void log() {
        if (!here.isOn("log_bin")) {
            add(
                    MysqlCheck.LOG_OFF,
                    "log_bin is OFF at " + where,
                    "start the server with log_bin (on a managed service, switch automated backups on)");
            return;
        }
        if (!here.is("binlog_format", "ROW")) {
            add(
                    MysqlCheck.LOG_FORMAT,
                    "binlog_format is " + here.of("binlog_format") + " at " + where,
                    "SET GLOBAL binlog_format = 'ROW', and let applications connect again");
        }
        if (!here.is("binlog_row_image", "FULL")) {
            add(
                    MysqlCheck.ROW_IMAGE,
                    "binlog_row_image is " + here.of("binlog_row_image") + " at " + where,
                    "SET GLOBAL binlog_row_image = 'FULL', and let applications connect again");
        }
        if (!here.of("binlog_row_value_options").isEmpty()) {
            add(
                    MysqlCheck.ROW_VALUE_OPTIONS,
                    "binlog_row_value_options is " + here.of("binlog_row_value_options") + " at " + where,
                    "SET GLOBAL binlog_row_value_options = '', and let applications connect again");
        }
        for (String compression : List.of("binlog_transaction_compression", "log_bin_compress")) {
            if (here.isOn(compression)) {
                add(
                        MysqlCheck.LOG_COMPRESSED,
                        compression + " is ON at " + where,
                        "SET GLOBAL " + compression + " = OFF");
            }
        }
        if (here.is("binlog_order_commits", "OFF")) {
            add(
                    MysqlCheck.COMMIT_ORDER,
                    "binlog_order_commits is OFF at " + where,
                    "SET GLOBAL binlog_order_commits = ON");
        }
        logRight();
    }

    private void logRight() {
        try {
            SnapshotWindow.logEnd(session, here.dialect());
            StreamTable.files(session);
            if (Rights.of(session).lacks("REPLICATION SLAVE")) {
                add(
                        MysqlCheck.LOG_RIGHT,
                        "Bailey's user has no right to read the log of " + where,
                        "GRANT REPLICATION SLAVE ON *.* to it");
            }
        } catch (SQLException e) {
            add(
                    MysqlCheck.LOG_RIGHT,
                    "Bailey's user may not ask where the log of " + where + " ends: " + MysqlProblems.words(e),
                    "GRANT REPLICATION CLIENT ON *.* to it (MariaDB: BINLOG MONITOR)");
        }
    }

    /** A server that is fed by another one. */
    private void replication() {
        String sql = here.dialect().isMariaDb() ? "SHOW ALL SLAVES STATUS" : "SHOW REPLICA STATUS";
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                return;
            }
            add(
                    MysqlCheck.FED_BY_ANOTHER,
                    where + " is a replica of another server",
                    "name the primary; or, on the new side, stop replication and reset it");
            if (!here.isOn("log_slave_updates") && !here.isOn("log_replica_updates")) {
                add(
                        MysqlCheck.REPLICA_UNLOGGED,
                        "log_replica_updates is OFF at " + where,
                        "start the server with it, or name the primary");
            }
        } catch (SQLException ignored) {
            // Without the right to ask nothing is known, which is no finding: a guard and the stream notice writes.
        }
    }

    /** What people should know. */
    List<Finding> advice() throws SQLException {
        findings.clear();
        if (here.isOn("log_bin")) {
            if (!here.is("binlog_row_metadata", "FULL")) {
                add(
                        MysqlCheck.ROW_METADATA,
                        "binlog_row_metadata is " + here.of("binlog_row_metadata") + " at " + where,
                        "SET GLOBAL binlog_row_metadata = 'FULL'");
            }
            if (!here.dialect().isMariaDb() && !here.is("gtid_mode", "ON")) {
                add(MysqlCheck.GTID_OFF, "gtid_mode is " + here.of("gtid_mode") + " at " + where, "switch GTIDs on");
            }
            retention();
        }
        differences();
        long seconds = OpenWriters.oldestSeconds(session);
        if (seconds > TRANSACTION_MAX.toSeconds()) {
            add(
                    MysqlCheck.LONG_TRANSACTION,
                    "a transaction at " + where + " has been open for " + seconds + " s",
                    "let it end before a cutover");
        }
        Connections connections = connections(session);
        if (connections.max() - connections.used() < CONNECTIONS_WANTED) {
            add(
                    MysqlCheck.FREE_CONNECTIONS,
                    connections.used() + " of " + connections.max() + " connections are taken at " + where,
                    "raise max_connections, or copy over fewer (copy: connections)");
        }
        Duration apart = Duration.between(here.clock(), there.clock()).abs();
        if (apart.compareTo(APART_MAX) > 0) {
            add(
                    MysqlCheck.CLOCKS_APART,
                    "the clock of " + where + " differs from the other side's by " + apart.toMillis() + " ms",
                    "let both follow the same time servers");
        }
        return List.copyOf(findings);
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

    /** Zero means for ever. */
    private void retention() {
        long seconds = here.dialect().isMariaDb() || here.number("binlog_expire_logs_seconds") == 0
                ? Math.max(
                        here.number("binlog_expire_logs_seconds"),
                        Duration.ofDays(here.number("expire_logs_days")).toSeconds())
                : here.number("binlog_expire_logs_seconds");
        if (seconds > 0 && seconds < KEPT_MIN.toSeconds()) {
            add(
                    MysqlCheck.LOG_RETENTION,
                    "binary logs are kept for " + seconds / 60 + " minutes at " + where,
                    "keep them for longer than the copy takes and the way back is wanted: SET GLOBAL"
                            + " binlog_expire_logs_seconds = 604800, or the service's own setting");
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
        differs(MysqlCheck.SQL_MODE_DIFFERS, "sql_mode");
        differs(MysqlCheck.TIME_ZONE_DIFFERS, "time_zone", "system_time_zone");
        differs(MysqlCheck.CHARACTER_SET_DIFFERS, "character_set_server", "collation_server");
        Dialect mine = here.dialect();
        Dialect theirs = there.dialect();
        if (!mine.isAtLeast(theirs.major(), theirs.minor(), 0)) {
            add(
                    MysqlCheck.VERSION_OLDER,
                    where + " is " + mine + ", older than " + theirs + " on the other side",
                    "expect no feature of the newer one here");
        }
    }

    private void differs(MysqlCheck check, String... variables) {
        for (String variable : variables) {
            if (!here.is(variable, there.of(variable))) {
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
