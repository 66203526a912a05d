package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
 * @param variables by their names in lower case; those of the character set as the moved database has them
 * @param collations that it knows
 * @param clock what the server took the time for
 * @param nanos when it did so, by this machine's {@link System#nanoTime()}
 */
record ServerSettings(
        Dialect dialect, Map<String, String> variables, Set<String> collations, Instant clock, long nanos) {

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
            try (ResultSet row = statement.executeQuery("SELECT @@collation_database")) {
                row.next();
                variables.put("collation_database", String.valueOf(row.getString(1)));
            }
            try (ResultSet rows = statement.executeQuery("SHOW COLLATION")) {
                while (rows.next()) {
                    collations.add(String.valueOf(rows.getString(1)));
                }
            }
            Dialect dialect = Dialect.of(session);
            long asked = System.nanoTime();
            try (ResultSet row = statement.executeQuery("SELECT UTC_TIMESTAMP(3)")) {
                row.next();
                Instant clock = row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
                return new ServerSettings(
                        dialect, variables, collations, clock, asked + (System.nanoTime() - asked) / 2);
            }
        }
    }

    /** By how much its clock is ahead of the other's; they were not asked at the same moment. */
    Duration ahead(ServerSettings other) {
        return Duration.between(other.clock, clock).minusNanos(nanos - other.nanos);
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

    /** In which sessions begin. */
    String timeZone() {
        return is("time_zone", "SYSTEM") ? of("system_time_zone") : of("time_zone");
    }

    long number(String variable) {
        String text = of(variable);
        return text.matches("-?\\d+(\\.\\d+)?") ? (long) Double.parseDouble(text) : 0;
    }
}
