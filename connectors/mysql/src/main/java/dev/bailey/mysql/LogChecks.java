package dev.bailey.mysql;

import dev.bailey.core.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks at how a server keeps its log, and whether Bailey may read it. Confined to one thread. */
final class LogChecks {

    /** Copying, watching and a way back want this much of the log at the least. */
    private static final Duration KEPT_MIN = Duration.ofDays(1);

    private final MysqlConnections connections;
    private final Connection session;
    private final ServerSettings here;
    private final String where;
    private final List<Finding> findings = new ArrayList<>();

    LogChecks(MysqlConnections connections, Connection session, ServerSettings here) {
        this.connections = connections;
        this.session = session;
        this.here = here;
        this.where = connections.where();
    }

    /** What stands in the way. */
    List<Finding> obstacles() throws SQLException {
        findings.clear();
        if (!here.isOn("log_bin")) {
            add(
                    MysqlCheck.LOG_OFF,
                    "log_bin is OFF at " + where,
                    "start the server with log_bin (on a managed service, switch automated backups on)");
            return List.copyOf(findings);
        }
        expect(MysqlCheck.LOG_FORMAT, "binlog_format", "ROW");
        expect(MysqlCheck.ROW_IMAGE, "binlog_row_image", "FULL");
        expect(MysqlCheck.ROW_VALUE_OPTIONS, "binlog_row_value_options", "");
        expect(MysqlCheck.LOG_COMPRESSED, "binlog_transaction_compression", "OFF");
        expect(MysqlCheck.LOG_COMPRESSED, "log_bin_compress", "OFF");
        if (here.is("binlog_order_commits", "OFF")) {
            add(
                    MysqlCheck.COMMIT_ORDER,
                    "binlog_order_commits is OFF at " + where,
                    "SET GLOBAL binlog_order_commits = ON");
        }
        if (here.number("server_id") == 0) {
            add(
                    MysqlCheck.SERVER_ID,
                    "server_id is 0 at " + where,
                    "SET GLOBAL server_id to a number that no other server of yours has");
        }
        reading();
        return List.copyOf(findings);
    }

    /** Sessions that are open keep what they began with. */
    private void expect(MysqlCheck check, String variable, String value) {
        String found = here.of(variable);
        if (here.variables().containsKey(variable) && !found.equalsIgnoreCase(value)) {
            add(
                    check,
                    variable + " is " + found + " at " + where,
                    "SET GLOBAL " + variable + " = '" + value + "', and let applications connect again");
        }
    }

    private void reading() throws SQLException {
        if (Rights.of(session).lacks("REPLICATION SLAVE")) {
            add(
                    MysqlCheck.LOG_RIGHT,
                    "Bailey's user has no right to read the log of " + where,
                    "GRANT REPLICATION SLAVE ON *.* to it");
        }
        try {
            filters();
            StreamTable.files(session);
        } catch (SQLException e) {
            add(
                    MysqlCheck.LOG_RIGHT,
                    "Bailey's user may not ask where the log of " + where + " ends: " + MysqlProblems.words(e),
                    "GRANT REPLICATION CLIENT ON *.* to it (MariaDB: BINLOG MONITOR)");
        }
    }

    /** Only the statement that tells where the log ends tells these. Bailey's own marks must be in the log too. */
    private void filters() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(here.dialect().logEnd())) {
            if (!row.next()) {
                return;
            }
            List<String> logged = names(row.getString("Binlog_Do_DB"));
            List<String> ignored = names(row.getString("Binlog_Ignore_DB"));
            for (String database :
                    List.of(connections.database(), connections.own().name())) {
                boolean left = !logged.isEmpty() && !logged.contains(database);
                if (left || ignored.contains(database)) {
                    add(
                            MysqlCheck.LOG_FILTER,
                            "the log of " + where + " leaves out database " + database + " ("
                                    + (left ? "binlog_do_db names others: " + logged : "binlog_ignore_db") + ")",
                            "start the server without binlog_do_db and binlog_ignore_db");
                }
            }
        }
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** What people should know. */
    List<Finding> advice() throws SQLException {
        findings.clear();
        if (!here.isOn("log_bin")) {
            return List.of();
        }
        if (!here.is("binlog_row_metadata", "FULL")) {
            add(
                    MysqlCheck.ROW_METADATA,
                    "binlog_row_metadata is " + here.of("binlog_row_metadata") + " at " + where,
                    "SET GLOBAL binlog_row_metadata = 'FULL'");
        }
        if (!here.dialect().isMariaDb() && !here.is("gtid_mode", "ON")) {
            add(
                    MysqlCheck.GTID_OFF,
                    "gtid_mode is " + here.of("gtid_mode") + " at " + where,
                    "SET GLOBAL gtid_mode = ON, step by step over OFF_PERMISSIVE and ON_PERMISSIVE");
        }
        retention();
        return List.copyOf(findings);
    }

    private void retention() throws SQLException {
        LogExpiry expiry = LogExpiry.read(session);
        Optional<Duration> service = expiry.service().filter(kept -> kept.compareTo(KEPT_MIN) < 0);
        service.ifPresent(kept -> add(
                MysqlCheck.LOG_RETENTION,
                kept.isZero()
                        ? "the service throws binary logs away whenever it likes at " + where
                        : "the service keeps binary logs for " + kept.toHours() + " hours at " + where,
                "CALL mysql.rds_set_configuration('binlog retention hours', 168)"));
        Optional<Duration> own = expiry.after().filter(kept -> kept.compareTo(KEPT_MIN) < 0);
        if (service.isEmpty() && own.isPresent()) {
            add(
                    MysqlCheck.LOG_RETENTION,
                    "binary logs are kept for " + own.get().toMinutes() + " minutes at " + where,
                    "keep them for longer than the copy takes and the way back is wanted: SET GLOBAL"
                            + " binlog_expire_logs_seconds = 604800, or the service's own setting");
        }
        for (String limit : List.of("max_binlog_total_size", "binlog_space_limit")) {
            if (here.number(limit) > 0) {
                add(
                        MysqlCheck.LOG_RETENTION,
                        "binary logs are thrown away beyond " + here.number(limit) + " bytes at " + where,
                        "SET GLOBAL " + limit + " = 0 while the log is read");
            }
        }
    }

    private void add(MysqlCheck check, String found, String remedy) {
        findings.add(check.finding("", found, remedy));
    }
}
