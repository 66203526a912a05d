package dev.bailey.postgres;

import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes guards off tables, whichever put them there. */
final class GuardRemoval {

    /** On all but some tables and those above them; what Bailey keeps for itself is no such table. */
    private static final String TRIGGERS = """
            WITH RECURSIVE family (oid) AS (
                SELECT to_regclass(name)::oid FROM unnest(?::text[]) AS kept (name)
                UNION
                SELECT i.inhparent FROM pg_inherits i JOIN family f ON i.inhrelid = f.oid
            )
            SELECT t.tgrelid::regclass::text, string_agg(format('DROP TRIGGER IF EXISTS %I ON %s', tgname,
                t.tgrelid::regclass), '; ' ORDER BY tgname)
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
            WHERE p.pronamespace = to_regnamespace('bailey') AND c.relnamespace <> p.pronamespace AND t.tgparentid = 0
                AND t.tgrelid NOT IN (SELECT oid FROM family WHERE oid IS NOT NULL)
            GROUP BY t.tgrelid ORDER BY 1""";

    private static final String FORGET = Resources.text("forget-guards.sql");

    private GuardRemoval() {}

    /** Off every table, then forgets the states and all that was made for tenants. */
    static void run(Connection connection) throws SQLException {
        allBut(connection, List.of());
        new BriefLocks(connection).run("schema bailey", FORGET);
    }

    /** Off every table but these and those above them. */
    static void allBut(Connection connection, List<Table> kept) throws SQLException {
        BriefLocks locks = new BriefLocks(connection);
        for (Map.Entry<String, String> each : triggers(connection, kept).entrySet()) {
            locks.run(each.getKey(), each.getValue());
        }
    }

    private static Map<String, String> triggers(Connection connection, List<Table> kept) throws SQLException {
        Object[] names = kept.stream().map(table -> Sql.name(table.id())).toArray();
        try (PreparedStatement statement = connection.prepareStatement(TRIGGERS)) {
            statement.setArray(1, connection.createArrayOf("text", names));
            Map<String, String> drops = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    drops.put(rows.getString(1), rows.getString(2));
                }
            }
            return drops;
        }
    }
}
