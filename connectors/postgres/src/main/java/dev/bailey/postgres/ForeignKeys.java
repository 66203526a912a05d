package dev.bailey.postgres;

import dev.bailey.core.Catalog.ForeignKey;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the catalog has of foreign keys. */
final class ForeignKeys {

    private static final String QUERY = Resources.text("foreign-keys.sql");

    private ForeignKeys() {}

    static List<ForeignKey> read(Connection connection, List<TableId> tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            Object[] schemas = tables.stream().map(TableId::schema).toArray();
            Object[] names = tables.stream().map(TableId::name).toArray();
            statement.setArray(1, connection.createArrayOf("text", schemas));
            statement.setArray(2, connection.createArrayOf("text", names));
            try (ResultSet row = statement.executeQuery()) {
                List<ForeignKey> found = new ArrayList<>();
                while (row.next()) {
                    found.add(new ForeignKey(
                            new TableId(row.getString(1), row.getString(2)),
                            row.getString(3),
                            texts(row, 7),
                            new TableId(row.getString(4), row.getString(5)),
                            texts(row, 8),
                            row.getBoolean(6),
                            row.getString(9)));
                }
                return found;
            }
        }
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
