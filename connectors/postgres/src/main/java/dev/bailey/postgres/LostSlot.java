package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a replication slot no longer holds the log that its stream has yet to read. */
final class LostSlot {

    static final String BEGIN_AGAIN = "all tables must be copied again (docs/postgresql.md, \"Beginning again\")";

    /** Only versions from 17 on say why, and only those from 18 on give up a slot that nobody reads. */
    private static final String STATE = """
            SELECT wal_status, to_jsonb(s) ->> 'invalidation_reason', current_setting('max_slot_wal_keep_size'),
                   current_setting('idle_replication_slot_timeout', true)
            FROM pg_replication_slots s WHERE slot_name = ? AND database = current_database()""";

    private LostSlot() {}

    /** In words that name slot and server, and say what to do; empty while the slot holds all that it must. */
    static Optional<String> because(PostgresConnections connections, String slot) {
        return connections.call("looking at replication slot " + slot, session -> {
            String where = "replication slot " + slot + " at " + connections.where();
            return loss(session, slot).map(loss -> where + loss + BEGIN_AGAIN);
        });
    }

    private static Optional<String> loss(Connection session, String slot) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(STATE)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.of(" is gone: somebody dropped it, or a standby without it took over (before"
                            + " PostgreSQL 17 none has it); what it held is lost, and ");
                }
                String status = row.getString(1);
                String reason = row.getString(2);
                if (!"lost".equals(status) && reason == null) {
                    return Optional.empty();
                }
                String said = " was invalidated (wal_status " + status
                        + (reason == null ? "" : ", invalidation_reason " + reason) + ")";
                return Optional.of(
                        said + cause(reason, row.getString(3), row.getString(4)) + "; what it held is lost, and ");
            }
        }
    }

    private static String cause(@Nullable String reason, String keepSize, @Nullable String idleTimeout) {
        if (reason == null || reason.equals("wal_removed")) {
            return ": it kept more log than max_slot_wal_keep_size (" + keepSize + ") allows: raise that first";
        } else if (reason.equals("idle_timeout")) {
            return ": nobody read it for as long as idle_replication_slot_timeout (" + idleTimeout
                    + "): set that to 0 first";
        }
        return "";
    }
}
