package dev.bailey.postgres;

import dev.bailey.core.Slice;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Proves that writes for the tenants of a slice are refused, in three parts: every function is as it was made; every
 * trigger on every table is; and what such a trigger does is seen on tables of Bailey's own that have the same, to
 * which a tenant of the slice is really written as an application would. See docs/decisions/0028.
 */
final class TenantProof {

    /** The first table with a trigger of ours that lacks the other, or has one that is not as it was made. */
    private static final String UNGUARDED = """
            SELECT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE p.pronamespace = to_regnamespace('bailey') AND p.proname <> 'guard'
            GROUP BY t.tgrelid
            HAVING count(*) FILTER (WHERE (starts_with(p.proname, 'guard_by_') OR starts_with(p.proname, 'guard_along_'))
                AND\s""" + TenantTriggers.ROW + """
                ) <> 1 OR count(*) FILTER (WHERE p.proname = 'guard_truncate' AND\s""" + TenantTriggers.TRUNCATE + """
                ) <> 1 OR count(*) <> 2
            LIMIT 1""";

    private final Connection connection;
    private final TenantFunctions functions;

    TenantProof(Connection connection, TenantFunctions functions) {
        this.connection = connection;
        this.functions = functions;
    }

    /** @param tenant of the slice; it need not exist */
    boolean holds(Slice slice, String tenant) throws SQLException {
        return new TenantSetup(connection, functions).isMade() && !isAnyUnguarded() && refuses(slice, tenant);
    }

    private boolean isAnyUnguarded() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(UNGUARDED)) {
            return row.next();
        }
    }

    private boolean refuses(Slice slice, String tenant) throws SQLException {
        List<String> columns = List.copyOf(functions.columns());
        Object[] tables = columns.stream()
                .map(column -> "bailey." + Sql.name(TenantFunctions.of(column)))
                .toArray();
        Array names = connection.createArrayOf("text", columns.toArray());
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT bailey.probe_slice(?::regclass[], ?, ?, ?)")) {
            statement.setArray(1, connection.createArrayOf("text", tables));
            statement.setArray(2, names);
            statement.setString(3, tenant);
            statement.setString(4, slice.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1) == null;
            }
        }
    }
}
