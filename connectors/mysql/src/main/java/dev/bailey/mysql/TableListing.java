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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table as the catalog has it, all its columns in their order: invisible ones and computed ones too, for the log
 * lists them. Immutable.
 *
 * @param types of the columns, in the same order
 * @param keyIndex the index by which rows are told apart; empty where all that they hold must do
 */
record TableListing(Table table, List<ValueType> types, Optional<String> keyIndex) {

    private static final String COLUMNS = """
            SELECT c.TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COALESCE(CHARACTER_SET_NAME, ''), COALESCE(COLLATION_NAME, ''),
                EXTRA, COALESCE(GENERATION_EXPRESSION, '')
            FROM information_schema.COLUMNS c JOIN information_schema.TABLES t
                ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
                AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
            WHERE c.TABLE_SCHEMA = ? AND (? = '' OR c.TABLE_NAME = ?) ORDER BY c.TABLE_NAME, ORDINAL_POSITION""";

    /** Unique indexes; one over an expression, or with a column that may be null, tells no rows apart. */
    private static final String KEYS = """
            SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART IS NOT NULL OR NULLABLE = 'YES' OR COLUMN_NAME IS NULL
            FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = ? AND (? = '' OR TABLE_NAME = ?) AND NON_UNIQUE = 0
            ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX""";

    TableListing {
        types = List.copyOf(types);
    }

    private record KeyIndex(String name, Set<String> columns) {}

    boolean hasKey() {
        return keyIndex.isPresent();
    }

    /** The table as it is now; empty when there is none. */
    static Optional<TableListing> read(Connection session, TableId id) throws SQLException {
        return read(session, id.schema(), id.name()).stream().findFirst();
    }

    /** All tables of a database, sorted. */
    static List<TableListing> readAll(Connection session, String database) throws SQLException {
        return read(session, database, "");
    }

    private static List<TableListing> read(Connection session, String database, String name) throws SQLException {
        Map<String, KeyIndex> keys = keys(session, database, name);
        Map<String, List<Column>> columns = new TreeMap<>();
        Map<String, List<ValueType>> types = new TreeMap<>();
        try (PreparedStatement statement = prepare(session, COLUMNS, database, name);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String table = rows.getString(1);
                boolean generated = !rows.getString(7).isEmpty()
                        || rows.getString(6).toUpperCase(Locale.ROOT).contains("GENERATED ALWAYS");
                KeyIndex key = keys.get(table);
                boolean isKey = key == null ? !generated : key.columns().contains(rows.getString(2));
                ValueType type = ValueType.of(rows.getString(3), rows.getString(4), rows.getString(5));
                columns.computeIfAbsent(table, none -> new ArrayList<>())
                        .add(new Column(rows.getString(2), type.spelled(), isKey, generated, type.javaCharset()));
                types.computeIfAbsent(table, none -> new ArrayList<>()).add(type);
            }
        }
        List<TableListing> listings = new ArrayList<>();
        columns.forEach((table, each) -> listings.add(new TableListing(
                new Table(new TableId(database, table), each),
                types.getOrDefault(table, List.of()),
                Optional.ofNullable(keys.get(table)).map(KeyIndex::name))));
        return listings;
    }

    /** By table, by what rows are told apart; nothing where all that they hold must do. */
    private static Map<String, KeyIndex> keys(Connection session, String database, String name) throws SQLException {
        Map<String, Map<String, Set<String>>> indexes = new TreeMap<>();
        Map<String, Set<String>> unfit = new TreeMap<>();
        try (PreparedStatement statement = prepare(session, KEYS, database, name);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (rows.getBoolean(4)) {
                    unfit.computeIfAbsent(rows.getString(1), none -> new HashSet<>())
                            .add(rows.getString(2));
                }
                indexes.computeIfAbsent(rows.getString(1), none -> new LinkedHashMap<>())
                        .computeIfAbsent(rows.getString(2), none -> new HashSet<>())
                        .add(String.valueOf(rows.getString(3)));
            }
        }
        Map<String, KeyIndex> keys = new TreeMap<>();
        indexes.forEach((table, each) -> each.entrySet().stream()
                .filter(index -> !unfit.getOrDefault(table, Set.of()).contains(index.getKey()))
                .findFirst()
                .ifPresent(first -> keys.put(table, new KeyIndex(first.getKey(), first.getValue()))));
        return keys;
    }

    private static PreparedStatement prepare(Connection session, String sql, String database, String name)
            throws SQLException {
        PreparedStatement statement = session.prepareStatement(sql);
        statement.setString(1, database);
        statement.setString(2, name);
        statement.setString(3, name);
        return statement;
    }
}
