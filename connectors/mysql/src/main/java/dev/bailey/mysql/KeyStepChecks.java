package dev.bailey.mysql;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether {@code AUTO_INCREMENT} gives out other keys on each side: by steps of the same length that begin at different
 * places. Ranges would not do, for a key that is applied takes the counter along. Confined to one session.
 */
final class KeyStepChecks {

    private static final String STEP = "auto_increment_increment";
    private static final String START = "auto_increment_offset";

    /** Sessions keep what the server had when they began. MariaDB tells nobody. */
    private static final String SESSIONS = """
            SELECT t.PROCESSLIST_USER, COUNT(DISTINCT t.THREAD_ID) FROM performance_schema.variables_by_thread v
            JOIN performance_schema.threads t ON t.THREAD_ID = v.THREAD_ID
            WHERE t.PROCESSLIST_DB = ? AND t.PROCESSLIST_USER <> SUBSTRING_INDEX(USER(), '@', 1)
                AND ((v.VARIABLE_NAME = 'auto_increment_increment' AND v.VARIABLE_VALUE <> ?)
                    OR (v.VARIABLE_NAME = 'auto_increment_offset' AND v.VARIABLE_VALUE <> ?))
            GROUP BY 1 ORDER BY 1""";

    /** What a server says to whoever may not look at its sessions. */
    private static final Set<Integer> DENIALS = Set.of(1044, 1142, 1227);

    private final MysqlConnections connections;
    private final Connection session;
    private final ServerSettings here;
    private final ServerSettings there;

    KeyStepChecks(MysqlConnections connections, Connection session, ServerSettings here, ServerSettings there) {
        this.connections = connections;
        this.session = session;
        this.here = here;
        this.there = there;
    }

    List<Finding> obstacles(Side side, List<Table> tables) throws SQLException {
        Map<String, Long> counters = new Counters(session, connections.database()).lastValues(tables);
        if (counters.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        if (mayMeet()) {
            long step = Math.max(2, Math.max(here.number(STEP), there.number(STEP)));
            findings.add(MysqlCheck.KEYS_MEET.finding(
                    "",
                    "both sides may give out the same keys, of "
                            + counters.keySet().iterator().next() + " and others: " + said(here) + " at "
                            + connections.where() + ", and " + said(there) + " on the other side",
                    "SET GLOBAL " + STEP + " = " + step + ", " + START + " = " + (side == Side.SOURCE ? 1 : 2)
                            + " at " + connections.where() + ", and in its configuration; then let applications connect"
                            + " anew, for a session keeps what it began with"));
        } else if (!here.dialect().isMariaDb()) {
            findings.addAll(sessions());
        }
        return List.copyOf(findings);
    }

    /** A start behind the step is none to the server. */
    private boolean mayMeet() {
        long step = here.number(STEP);
        return step < 2
                || step != there.number(STEP)
                || here.number(START) == there.number(START)
                || here.number(START) > step
                || there.number(START) > step;
    }

    private static String said(ServerSettings settings) {
        return STEP + " is " + settings.of(STEP) + " and " + START + " " + settings.of(START);
    }

    private List<Finding> sessions() throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(SESSIONS)) {
            statement.setString(1, connections.database());
            statement.setString(2, here.of(STEP));
            statement.setString(3, here.of(START));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    findings.add(MysqlCheck.KEYS_MEET.finding(
                            rows.getString(1),
                            rows.getLong(2) + " sessions of " + rows.getString(1) + " at " + connections.where()
                                    + " give out keys by other steps than the server: they began before it was set, or"
                                    + " set their own",
                            "let them connect anew"));
                }
            }
        } catch (SQLException e) {
            if (!DENIALS.contains(e.getErrorCode())) {
                throw e;
            }
        }
        return findings;
    }
}
