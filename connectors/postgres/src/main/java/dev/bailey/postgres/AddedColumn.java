package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statement that adds a column on the other side so that rows which are there already hold the same in it. Those of
 * this side hold what the default was at that moment ({@code pg_attribute.attmissingval}), which now() or the like
 * would not yield a second time.
 */
final class AddedColumn {

    private static final String COLUMN = """
            SELECT a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '', a.attidentity,
                a.atthasmissing, (a.attmissingval::text::text[])[1]
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = to_regclass(?) AND a.attname = ? AND NOT a.attisdropped""";

    private static final Pattern CONSTANT =
            Pattern.compile("('([^']|'')*'|-?[0-9.]+|true|false)(::[\\w .,\"()\\[\\]]+)?");

    private AddedColumn() {}

    static String statement(Connection session, TableId table, Column column) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(COLUMN)) {
            statement.setString(1, Sql.name(table));
            statement.setString(2, column.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? statement(row, table, column) : bare(table, column);
            }
        }
    }

    private static String bare(TableId table, Column column) {
        return "ALTER TABLE " + Sql.name(table) + " ADD COLUMN " + Sql.name(column.name()) + " " + column.type();
    }

    private static String statement(ResultSet row, TableId table, Column column) throws SQLException {
        String add = bare(table, column);
        String expression = row.getString(2);
        String notNull = row.getBoolean(1) ? " NOT NULL" : "";
        if (row.getBoolean(3)) {
            return add + " GENERATED ALWAYS AS (" + expression + ") STORED";
        }
        if (!row.getString(4).isEmpty()) {
            return add + " GENERATED " + (row.getString(4).equals("a") ? "ALWAYS" : "BY DEFAULT")
                    + " AS IDENTITY; then: bailey reload " + table;
        }
        if (row.getBoolean(5)) {
            return withFormerDefault(add, row.getString(6), notNull, expression, table, column);
        }
        if (expression == null) {
            return add + notNull;
        }
        return add + "; " + setDefault(table, column, expression) + "; then: bailey reload " + table;
    }

    private static String withFormerDefault(
            String add,
            @Nullable String former,
            String notNull,
            @Nullable String expression,
            TableId table,
            Column column) {
        if (expression != null && CONSTANT.matcher(expression).matches()) {
            return add + " DEFAULT " + expression + notNull;
        }
        String filled = add + " DEFAULT " + (former == null ? "NULL" : Sql.literal(former)) + notNull;
        return filled + "; "
                + (expression == null
                        ? "ALTER TABLE " + Sql.name(table) + " ALTER COLUMN " + Sql.name(column.name())
                                + " DROP DEFAULT"
                        : setDefault(table, column, expression));
    }

    private static String setDefault(TableId table, Column column, String expression) {
        return "ALTER TABLE " + Sql.name(table) + " ALTER COLUMN " + Sql.name(column.name()) + " SET DEFAULT "
                + expression;
    }
}
