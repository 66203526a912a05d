package dev.bailey.mysql;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The counters behind {@code AUTO_INCREMENT}, one a table at most, by the table's name with its database. Confined to
 * one session.
 */
final class Counters {

    /** The value that comes next. MySQL says none of a table that never had a row. */
    private static final String NEXT = """
            SELECT TABLE_NAME, COALESCE(AUTO_INCREMENT, 1)
            FROM information_schema.TABLES JOIN information_schema.COLUMNS USING (TABLE_SCHEMA, TABLE_NAME)
            WHERE TABLE_SCHEMA = ? AND EXTRA LIKE '%auto_increment%'""";

    /** Writers are held meanwhile: a reader that has the table open for long may not hold them up too. */
    private static final String BRIEFLY = "SET SESSION lock_wait_timeout = 1";

    private final Connection session;
    private final String database;

    Counters(Connection session, String database) {
        this.session = session;
        this.database = database;
    }

    Map<String, Long> lastValues(List<Table> tables) throws SQLException {
        Set<String> wanted = tables.stream().map(table -> table.id().toString()).collect(Collectors.toSet());
        Map<String, Long> values = new TreeMap<>();
        next().forEach((table, next) -> {
            if (wanted.contains(table)) {
                values.put(table, next.subtract(BigInteger.ONE).longValue());
            }
        });
        return values;
    }

    private Map<String, BigInteger> next() throws SQLException {
        Map<String, BigInteger> next = new TreeMap<>();
        try (PreparedStatement statement = session.prepareStatement(NEXT)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    next.put(new TableId(database, rows.getString(1)).toString(), new BigInteger(rows.getString(2)));
                }
            }
        }
        return next;
    }

    /**
     * Alters no table whose counter is there already: the statement would set it back. Leaves the session waiting for
     * locks only briefly.
     */
    void advance(Map<String, Long> values, long gap) throws SQLException {
        Map<String, BigInteger> next = next();
        try (Statement statement = session.createStatement()) {
            statement.execute(BRIEFLY);
            for (Map.Entry<String, Long> value : values.entrySet()) {
                BigInteger wanted = unsigned(value.getValue()).add(BigInteger.valueOf(gap));
                if (next.containsKey(value.getKey()) && next.get(value.getKey()).compareTo(wanted) < 0) {
                    String name = value.getKey().substring(database.length() + 1);
                    statement.execute("ALTER TABLE " + Sql.name(new TableId(database, name)) + " AUTO_INCREMENT = "
                            + wanted + ", ALGORITHM = INPLACE");
                }
            }
        }
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
