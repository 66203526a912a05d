package dev.bailey.mysql;

import dev.bailey.core.Catalog.ForeignKey;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the catalog has of the foreign keys within one database, and why one does not say for certain which row a row
 * belongs to. Whether those that are there were looked at when a key was made, no server knows. Confined to one thread.
 */
final class ForeignKeys {

    private static final String KEYS = """
            SELECT TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME
            FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_SCHEMA = TABLE_SCHEMA
            ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION""";

    /** Without checks a server lets the two ends of a key become different, and then finds nothing by it. */
    private static final String COLUMNS = """
            SELECT TABLE_NAME, COLUMN_NAME, COALESCE(COLLATION_NAME, ''),
                IF(COLLATION_NAME IS NULL, CONCAT(DATA_TYPE, IF(COLUMN_TYPE LIKE '%unsigned%', ' unsigned', '')), '')
            FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?""";

    private static final String UNIQUE = """
            SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = ? AND NON_UNIQUE = 0""";

    private static final String OFF = "is switched off (SET GLOBAL foreign_key_checks = 1)";

    private final Connection session;
    private final String database;
    private final Map<String, Type> types = new HashMap<>();

    /** By table, and index. */
    private final Map<String, Map<String, Set<String>>> unique = new HashMap<>();

    /** What has to be the same at both ends; a text's length need not. */
    private record Type(String collation, String ofOthers) {}

    ForeignKeys(Connection session, String database) {
        this.session = session;
        this.database = database;
    }

    List<ForeignKey> of(List<TableId> tables) throws SQLException {
        each(
                COLUMNS,
                row -> types.put(
                        row.getString(1) + "." + row.getString(2), new Type(row.getString(3), row.getString(4))));
        each(
                UNIQUE,
                row -> unique.computeIfAbsent(row.getString(1), table -> new HashMap<>())
                        .computeIfAbsent(row.getString(2), index -> new TreeSet<>())
                        .add(row.getString(4) == null ? row.getString(3) : "part of " + row.getString(3)));
        Map<String, Parts> keys = new LinkedHashMap<>();
        each(KEYS, row -> {
            TableId table = new TableId(database, row.getString(1));
            if (tables.contains(table)) {
                String name = row.getString(2);
                String parent = row.getString(3);
                Parts key = keys.computeIfAbsent(table + " " + name, none -> new Parts(table, name, parent));
                key.columns.add(row.getString(4));
                key.parents.add(row.getString(5));
            }
        });
        boolean off = isOff();
        return keys.values().stream().map(key -> key.whole(off)).toList();
    }

    /** For sessions that are not told otherwise. */
    private boolean isOff() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.foreign_key_checks")) {
            row.next();
            return !row.getBoolean(1);
        }
    }

    /** A key whose columns come one by one. */
    private final class Parts {
        private final TableId table;
        private final String name;
        private final TableId parent;
        private final List<String> columns = new ArrayList<>();
        private final List<String> parents = new ArrayList<>();

        Parts(TableId table, String name, String parent) {
            this.table = table;
            this.name = name;
            this.parent = new TableId(database, parent);
        }

        ForeignKey whole(boolean off) {
            return new ForeignKey(table, name, columns, parent, parents, /* deferrable= */ false, off ? OFF : unfit());
        }

        private String unfit() {
            for (int i = 0; i < columns.size(); i++) {
                Type here = type(table, columns.get(i));
                Type there = type(parent, parents.get(i));
                if (!here.collation().equals(there.collation())) {
                    return "compares texts of two collations";
                } else if (!here.ofOthers().equals(there.ofOthers())) {
                    return "compares values of two types";
                }
            }
            boolean one = unique.getOrDefault(parent.name(), Map.of()).values().stream()
                    .anyMatch(parents::containsAll);
            return one ? "" : "refers to columns that are not unique, so that a row may belong to several";
        }
    }

    private Type type(TableId table, String column) {
        String name = table.name() + "." + column;
        return Objects.requireNonNull(types.get(name), name);
    }

    private void each(String sql, Looking looking) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    looking.at(rows);
                }
            }
        }
    }

    /** What is done with a row. */
    @FunctionalInterface
    private interface Looking {
        void at(ResultSet row) throws SQLException;
    }
}
