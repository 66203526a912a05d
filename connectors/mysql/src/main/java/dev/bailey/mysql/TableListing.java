package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A table as the catalog has it, all its columns in their order: invisible ones and computed ones too, for the log
 * lists them. Immutable.
 *
 * @param types of the columns, in the same order
 */
record TableListing(Table table, List<ValueType> types) {

    private static final String COLUMNS = """
            SELECT COLUMN_NAME, COLUMN_TYPE, COALESCE(CHARACTER_SET_NAME, ''), COALESCE(COLLATION_NAME, ''), EXTRA,
                COALESCE(GENERATION_EXPRESSION, '')
            FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION""";

    /** Unique indexes without a column that may be null, the primary key first. */
    private static final String KEYS = """
            SELECT INDEX_NAME, COLUMN_NAME, SUB_PART IS NOT NULL OR NULLABLE = 'YES'
            FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0
            ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX""";

    TableListing {
        types = List.copyOf(types);
    }

    /** The table as it is now; empty when there is none. */
    static Optional<TableListing> read(Connection session, TableId id) throws SQLException {
        Set<String> key = key(session, id);
        List<Column> columns = new ArrayList<>();
        List<ValueType> types = new ArrayList<>();
        try (PreparedStatement statement = prepare(session, COLUMNS, id);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                boolean generated = !rows.getString(6).isEmpty()
                        || rows.getString(5).toUpperCase(Locale.ROOT).contains("GENERATED ALWAYS");
                ValueType type = ValueType.of(rows.getString(2), rows.getString(3), rows.getString(4));
                columns.add(
                        new Column(name, type.spelled(), key.isEmpty() ? !generated : key.contains(name), generated));
                types.add(type);
            }
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(new TableListing(new Table(id, columns), types));
    }

    /** The columns by which rows are told apart; none where all that they hold must do. */
    private static Set<String> key(Connection session, TableId id) throws SQLException {
        String index = "";
        boolean fits = false;
        Set<String> columns = new HashSet<>();
        try (PreparedStatement statement = prepare(session, KEYS, id);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (!rows.getString(1).equals(index)) {
                    if (fits) {
                        return columns;
                    }
                    index = rows.getString(1);
                    fits = true;
                    columns.clear();
                }
                // an index over an expression names no column
                fits = fits && !rows.getBoolean(3) && rows.getString(2) != null;
                columns.add(String.valueOf(rows.getString(2)));
            }
        }
        return fits ? columns : Set.of();
    }

    private static PreparedStatement prepare(Connection session, String sql, TableId id) throws SQLException {
        PreparedStatement statement = session.prepareStatement(sql);
        statement.setString(1, id.schema());
        statement.setString(2, id.name());
        return statement;
    }

    /** Whether rows are told apart by an index, and not by all that they hold. */
    boolean hasKey() {
        return table.key().size()
                < table.columns().stream().filter(column -> !column.generated()).count();
    }
}
