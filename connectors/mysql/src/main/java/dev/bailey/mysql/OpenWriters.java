package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Transactions that are still open. */
final class OpenWriters {

    private OpenWriters() {}

    /** Prepared by {@code XA PREPARE} and neither committed nor rolled back. */
    static List<String> prepared(Connection session) throws SQLException {
        List<String> prepared = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("XA RECOVER")) {
            while (rows.next()) {
                prepared.add(rows.getString("data"));
            }
        }
        return prepared;
    }

    /** How many have been since the server was started. */
    static long everPrepared(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Com_xa_prepare'")) {
            return row.next() ? row.getLong(2) : 0;
        }
    }

    /** How long the oldest one that has written has been open; 0 when there is none. */
    static long oldestSeconds(Connection session) throws SQLException {
        String sql = "SELECT COALESCE(MAX(TIMESTAMPDIFF(SECOND, trx_started, NOW())), 0)"
                + " FROM information_schema.INNODB_TRX WHERE trx_rows_modified > 0";
        try (Statement statement = session.createStatement()) {
            // the server keeps these times in its own zone
            statement.execute("SET SESSION time_zone = 'SYSTEM'");
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return Math.max(0, row.getLong(1));
            } finally {
                statement.execute("SET SESSION time_zone = '+00:00'");
            }
        }
    }
}
