package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Who reads a replication slot that Bailey wants to read: only one can. */
final class SlotHolder {

    /** What the server does not let Bailey's user see of somebody else's session is null. */
    private static final String HOLDER = """
            SELECT active_pid, concat_ws(', ', 'user "' || a.usename || '"', 'application "' || a.application_name || '"',
                       'from ' || host(a.client_addr) || ' port ' || a.client_port, 'since ' || a.backend_start),
                   coalesce(a.usename = current_user AND a.application_name = 'bailey', false)
            FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = active_pid
            WHERE slot_name = ? AND active_pid IS NOT NULL""";

    private SlotHolder() {}

    /** The slot is held, which may end: a cut link is noticed, or the client goes. */
    static Problem problem(PostgresConnections connections, String slot, SQLException refusal) {
        return connections.call("looking who holds replication slot " + slot, session -> {
            String where = "replication slot " + slot + " at " + connections.where();
            return new Problem(Kind.BUSY, where + holder(session, slot), refusal);
        });
    }

    private static String holder(Connection session, String slot) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(HOLDER)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return " was held by another session a moment ago; it is asked for again";
                }
                int pid = row.getInt(1);
                String who = "pid " + pid + " (" + row.getString(2) + ")";
                return row.getBoolean(3)
                        ? " is still held by a session of Bailey's, " + who + ": the server has not noticed yet that it"
                                + " was cut off, or Bailey runs a second time; goes on once that has ended"
                        : " is held by somebody else, " + who
                                + ": what they read never comes again; end that client, or"
                                + " SELECT pg_terminate_backend(" + pid + "); goes on by itself if nothing was read";
            }
        }
    }
}
