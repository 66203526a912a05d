package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the rows of a table are found by the values that the log knows them by. Immutable.
 *
 * <p>By the equality of a unique index where there is one. A table that logs whole rows may have none: then by the text
 * of the values, since types like {@code json} have no equality, and that of {@code box} compares areas; and rows may
 * be the same in all.
 *
 * @param equalities by column of the index, spelled so that no search path matters
 */
record KeyIndex(Map<String, String> equalities) {

    private static final String QUERY = Resources.text("key-index.sql");

    KeyIndex {
        equalities = Map.copyOf(equalities);
    }

    static KeyIndex read(Connection session, Table table) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(QUERY)) {
            statement.setString(1, Sql.name(table.id()));
            Object[] key = table.key().stream().map(Column::name).toArray();
            statement.setArray(2, session.createArrayOf("text", key));
            Map<String, String> equalities = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    equalities.put(rows.getString(1), rows.getString(2));
                }
            }
            return new KeyIndex(equalities);
        }
    }

    /** Whether several rows may match the same values. */
    boolean isNone() {
        return equalities.isEmpty();
    }

    /**
     * The condition under which a row has these values.
     *
     * @param columns of the table
     * @param stored how the statement names them
     * @param given what they are compared with, in the same order
     */
    String matches(List<String> columns, List<String> stored, List<String> given) {
        List<String> conditions = new ArrayList<>();
        List<String> storedTexts = new ArrayList<>();
        List<String> givenTexts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String equality = equalities.get(columns.get(i));
            if (equality != null) {
                conditions.add(stored.get(i) + " " + equality + " " + given.get(i));
            } else {
                storedTexts.add(stored.get(i));
                givenTexts.add(given.get(i));
            }
        }
        if (!storedTexts.isEmpty()) {
            conditions.add("ROW(" + String.join(", ", storedTexts) + ")::text = ROW(" + String.join(", ", givenTexts)
                    + ")::text");
        }
        return String.join(" AND ", conditions);
    }
}
