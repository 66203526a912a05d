package dev.bailey.postgres;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The guard's triggers: one statement trigger named {@code bailey} on each table, and on every table above it, because
 * a statement fires only the triggers of the table it names. Ordinary triggers, so sessions of Bailey's, whose
 * {@code session_replication_role} is {@code replica}, pass them; where its user has no right to that, the guard's
 * function lets them pass.
 */
final class GuardTriggers {

    private static final String WITHOUT = """
            WITH RECURSIVE family (oid) AS (
                SELECT unnest(?::regclass[])::oid
                UNION
                SELECT i.inhparent FROM pg_inherits i JOIN family f ON i.inhrelid = f.oid
            )
            SELECT oid::regclass::text FROM family
            WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = family.oid AND t.tgname = 'bailey'
                AND t.tgfoid = 'bailey.guard()'::regprocedure AND t.tgenabled = 'O')
            ORDER BY 1""";

    private static final String GUARDED = "SELECT n.nspname, c.relname FROM pg_trigger t"
            + " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE t.tgfoid = to_regprocedure('bailey.guard()') AND t.tgname = 'bailey'";

    private GuardTriggers() {}

    /** Puts the trigger on every table that lacks it. */
    static void install(Connection connection, List<Table> tables) throws SQLException {
        BriefLocks locks = new BriefLocks(connection);
        for (String relation : without(connection, tables)) {
            locks.run(
                    relation,
                    "CREATE OR REPLACE TRIGGER bailey BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON " + relation
                            + " FOR EACH STATEMENT EXECUTE FUNCTION bailey.guard()");
        }
    }

    static Set<TableId> guarded(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(GUARDED)) {
            Set<TableId> guarded = new TreeSet<>();
            while (rows.next()) {
                guarded.add(new TableId(rows.getString(1), rows.getString(2)));
            }
            return guarded;
        }
    }

    private static List<String> without(Connection connection, List<Table> tables) throws SQLException {
        Object[] names = tables.stream().map(table -> Sql.name(table.id())).toArray();
        try (PreparedStatement statement = connection.prepareStatement(WITHOUT)) {
            statement.setArray(1, connection.createArrayOf("text", names));
            try (ResultSet rows = statement.executeQuery()) {
                return names(rows);
            }
        }
    }

    private static List<String> names(ResultSet rows) throws SQLException {
        List<String> names = new ArrayList<>();
        while (rows.next()) {
            names.add(rows.getString(1));
        }
        return names;
    }
}
