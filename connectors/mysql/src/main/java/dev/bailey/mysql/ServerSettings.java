package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a server is set, as far as checks ask. Immutable.
 *
 * @param variables by their names in lower case
 * @param collations that it knows
 */
record ServerSettings(Dialect dialect, Map<String, String> variables, Set<String> collations, Instant clock) {

    ServerSettings {
        variables = Map.copyOf(variables);
        collations = Set.copyOf(collations);
    }

    static ServerSettings read(Connection session) throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        Set<String> collations = new TreeSet<>();
        try (Statement statement = session.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SHOW GLOBAL VARIABLES")) {
                while (rows.next()) {
                    String value = rows.getString(2);
                    variables.put(rows.getString(1).toLowerCase(Locale.ROOT), value == null ? "" : value);
                }
            }
            try (ResultSet rows = statement.executeQuery("SHOW COLLATION")) {
                while (rows.next()) {
                    collations.add(String.valueOf(rows.getString(1)));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT UTC_TIMESTAMP(3)")) {
                row.next();
                Instant clock = row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
                return new ServerSettings(Dialect.of(session), variables, collations, clock);
            }
        }
    }

    /** A variable's value; empty where the server has none such. */
    String of(String variable) {
        return variables.getOrDefault(variable, "");
    }

    boolean isOn(String variable) {
        return of(variable).equalsIgnoreCase("ON") || of(variable).equals("1");
    }

    boolean is(String variable, String value) {
        return of(variable).equalsIgnoreCase(value);
    }

    long number(String variable) {
        String text = of(variable);
        return text.matches("-?\\d+(\\.\\d+)?") ? (long) Double.parseDouble(text) : 0;
    }
}
