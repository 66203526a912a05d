package dev.bailey.postgres;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The triggers of tables whose rows have tenants, on the tables that hold the rows and on none above them: a row sets
 * off the triggers of the table that it lies in, whatever table the statement named.
 *
 * <p>{@code bailey_tenant} looks at each row after it was written: as it stands then, whatever triggers of the
 * application made of it, the log will carry it. {@code bailey_truncate} looks at statements that empty the table.
 */
final class TenantTriggers {

    /** A whole trigger, as pg_trigger has it: 29 is after each row of INSERT, DELETE, UPDATE; 34 before TRUNCATE. */
    static final String AS_MADE = "t.tgenabled = 'O' AND t.tgtype = %d AND t.tgqual IS NULL AND t.tgattr::text = ''"
            + " AND t.tgconstraint = 0 AND t.tgname = '%s'";

    static final String ROW = AS_MADE.formatted(29, "bailey_tenant");
    static final String TRUNCATE = AS_MADE.formatted(34, "bailey_truncate");

    private static final String LACKING = """
            SELECT w.name::regclass::text, w.function, EXISTS (SELECT FROM pg_trigger t
                WHERE t.tgrelid = w.name::regclass AND t.tgname = 'bailey' AND t.tgfoid = 'bailey.guard()'::regprocedure)
            FROM unnest(?::text[], ?::text[]) AS w (name, function)
            WHERE NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                    WHERE t.tgrelid = w.name::regclass AND p.pronamespace = 'bailey'::regnamespace
                        AND p.proname = w.function AND\s""" + ROW + """
                ) OR NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                    WHERE t.tgrelid = w.name::regclass AND p.pronamespace = 'bailey'::regnamespace
                        AND p.proname = 'guard_truncate' AND\s""" + TRUNCATE + """
                ) OR EXISTS (SELECT FROM pg_trigger t
                    WHERE t.tgrelid = w.name::regclass AND t.tgname = 'bailey' AND t.tgfoid = 'bailey.guard()'::regprocedure)
            ORDER BY 1""";

    private static final String LEFT = """
            SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgrelid = ANY (?::regclass[]) AND p.pronamespace = 'bailey'::regnamespace
                AND t.tgname IN ('bailey_tenant', 'bailey_truncate') ORDER BY 1""";

    private static final String GUARDED = """
            SELECT n.nspname, c.relname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE p.pronamespace = to_regnamespace('bailey') AND t.tgname IN ('bailey_tenant', 'bailey_truncate')
                AND n.oid <> p.pronamespace
            GROUP BY 1, 2 HAVING count(*) = 2""";

    private TenantTriggers() {}

    /** Makes each table have the triggers that it needs, and no other of Bailey's. */
    static void install(Connection connection, TenantFunctions functions, List<Table> tables) throws SQLException {
        BriefLocks locks = new BriefLocks(connection);
        List<Table> tenants =
                tables.stream().filter(table -> !functions.of(table).isEmpty()).toList();
        for (Lacking table : lacking(connection, functions, tenants)) {
            locks.run(table.relation(), together(table.unguarding(), creating(table.relation(), table.function())));
        }
        List<Table> everyones =
                tables.stream().filter(table -> functions.of(table).isEmpty()).toList();
        GuardTriggers.install(connection, everyones);
        for (String relation : left(connection, everyones)) {
            locks.run(
                    relation,
                    together(
                            "DROP TRIGGER IF EXISTS bailey_tenant ON " + relation,
                            "DROP TRIGGER IF EXISTS bailey_truncate ON " + relation));
        }
    }

    /** The statements that put both on a table. */
    static String creating(String relation, String function) {
        return "CREATE OR REPLACE TRIGGER bailey_tenant AFTER INSERT OR UPDATE OR DELETE ON " + relation
                + " FOR EACH ROW EXECUTE FUNCTION bailey." + Sql.name(function) + "();"
                + " CREATE OR REPLACE TRIGGER bailey_truncate BEFORE TRUNCATE ON " + relation
                + " FOR EACH STATEMENT EXECUTE FUNCTION bailey." + TenantFunctions.TRUNCATE + "()";
    }

    /** All or none, in one hold of the table's lock. */
    private static String together(String... statements) {
        return "DO " + Sql.literal("BEGIN " + String.join("; ", statements) + "; END");
    }

    /** The tables that have both. */
    static Set<TableId> guarded(Connection connection) throws SQLException {
        Set<TableId> guarded = GuardTriggers.guarded(connection);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(GUARDED)) {
            while (rows.next()) {
                guarded.add(new TableId(rows.getString(1), rows.getString(2)));
            }
        }
        return guarded;
    }

    private static List<Lacking> lacking(Connection connection, TenantFunctions functions, List<Table> tables)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LACKING)) {
            statement.setArray(1, names(connection, tables));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", tables.stream().map(functions::of).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                List<Lacking> lacking = new ArrayList<>();
                while (rows.next()) {
                    lacking.add(new Lacking(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
                return lacking;
            }
        }
    }

    private static List<String> left(Connection connection, List<Table> tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEFT)) {
            statement.setArray(1, names(connection, tables));
            try (ResultSet rows = statement.executeQuery()) {
                List<String> left = new ArrayList<>();
                while (rows.next()) {
                    left.add(rows.getString(1));
                }
                return left;
            }
        }
    }

    private static Array names(Connection connection, List<Table> tables) throws SQLException {
        return connection.createArrayOf(
                "text", tables.stream().map(table -> Sql.name(table.id())).toArray());
    }

    /**
     * A table to be guarded.
     *
     * @param whole whether it has the guard of a table that is everyone's, which would refuse too much
     */
    private record Lacking(String relation, String function, boolean whole) {

        String unguarding() {
            return whole ? "DROP TRIGGER bailey ON " + relation : "NULL";
        }
    }
}
