package dev.bailey.postgres;

import dev.bailey.core.TableId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a table whose type has a binary form that means the same on every server, with the number of that
 * type. Immutable.
 *
 * <p>Types that people made have other numbers on every server; {@code regclass} and its kin send a number that means
 * something else there, and servers send vectors of numbers that they do not take back where one is empty.
 */
record BinaryTypes(Map<String, Integer> types) {

    private static final String BUILT_IN = """
            SELECT a.attname, a.atttypid::int FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            AND t.oid < 10000 AND t.typsend <> 0 AND t.typreceive <> 0
            AND t.typname !~ '^_?(reg|aclitem$|(oid|int2)vector$)'""";

    BinaryTypes {
        types = Map.copyOf(types);
    }

    static BinaryTypes of(PostgresConnections connections, TableId table) {
        return connections.call("reading the types of " + table, session -> {
            try (PreparedStatement statement = session.prepareStatement(BUILT_IN)) {
                statement.setString(1, Sql.name(table));
                Map<String, Integer> types = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        types.put(rows.getString(1), rows.getInt(2));
                    }
                }
                return new BinaryTypes(types);
            }
        });
    }

    boolean agreesWith(BinaryTypes other, List<String> columns) {
        return columns.stream()
                .allMatch(
                        column -> types.containsKey(column) && types.get(column).equals(other.types.get(column)));
    }
}
