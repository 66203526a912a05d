package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes every guard off every table, whichever put it there, then forgets the states and all that was made for tenants.
 */
final class GuardRemoval {

    /** What Bailey keeps for itself goes last, all at once. */
    private static final String TRIGGERS = """
            SELECT t.tgrelid::regclass::text, string_agg(format('DROP TRIGGER IF EXISTS %I ON %s', tgname,
                t.tgrelid::regclass), '; ' ORDER BY tgname)
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
            WHERE p.pronamespace = to_regnamespace('bailey') AND c.relnamespace <> p.pronamespace AND t.tgparentid = 0
            GROUP BY t.tgrelid ORDER BY 1""";

    private static final String FORGET = Resources.text("forget-guards.sql");

    private GuardRemoval() {}

    static void run(Connection connection) throws SQLException {
        BriefLocks locks = new BriefLocks(connection);
        for (Map.Entry<String, String> each : triggers(connection).entrySet()) {
            locks.run(each.getKey(), each.getValue());
        }
        locks.run("schema bailey", FORGET);
    }

    private static Map<String, String> triggers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TRIGGERS)) {
            Map<String, String> drops = new LinkedHashMap<>();
            while (rows.next()) {
                drops.put(rows.getString(1), rows.getString(2));
            }
            return drops;
        }
    }
}
