package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * When a server throws its log away, whether it was read or not. Immutable.
 *
 * @param after at this age; empty where it is kept for ever
 * @param service by the managed service's own setting, which no variable tells: empty where there is none, zero where
 *     it is not set, and the log is thrown away as soon as the service likes
 * @param bytesMax when there is more of it; empty where there may be any amount
 */
record LogExpiry(Optional<Duration> after, Optional<Duration> service, OptionalLong bytesMax) {

    private static final String AUTO_PURGE = "binlog_expire_logs_auto_purge";
    private static final List<String> SIZES = List.of("max_binlog_total_size", "binlog_space_limit");

    private static final String VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN"
            + " ('binlog_expire_logs_seconds', 'expire_logs_days', 'binlog_expire_logs_auto_purge',"
            + " 'max_binlog_total_size', 'binlog_space_limit')";

    private static final String MANAGED = "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'mysql'"
            + " AND TABLE_NAME = 'rds_configuration'";

    private static final String SERVICE =
            "SELECT value FROM mysql.rds_configuration WHERE name = 'binlog retention hours'";

    static LogExpiry read(Connection session) throws SQLException {
        return read(session, isManaged(session));
    }

    /** @param managed {@link #isManaged} */
    static LogExpiry read(Connection session, boolean managed) throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(VARIABLES)) {
            while (rows.next()) {
                variables.put(rows.getString(1).toLowerCase(Locale.ROOT), String.valueOf(rows.getString(2)));
            }
        }
        Optional<Duration> service = managed ? service(session) : Optional.empty();
        return new LogExpiry(after(variables), service, bytesMax(variables));
    }

    /** Whether a service that runs the server says for how long it keeps log: only who may read a table sees it. */
    static boolean isManaged(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(MANAGED)) {
            return row.next();
        }
    }

    /** Zero means for ever; MariaDB, and MySQL before 8.4, know days as well. */
    private static Optional<Duration> after(Map<String, String> variables) {
        long seconds = number(variables, "binlog_expire_logs_seconds");
        if (seconds == 0) {
            seconds = Duration.ofDays(number(variables, "expire_logs_days")).toSeconds();
        }
        boolean purges = !variables.getOrDefault(AUTO_PURGE, "ON").equalsIgnoreCase("OFF");
        return seconds > 0 && purges ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    }

    private static OptionalLong bytesMax(Map<String, String> variables) {
        return SIZES.stream()
                .mapToLong(size -> number(variables, size))
                .filter(bytes -> bytes > 0)
                .min();
    }

    private static long number(Map<String, String> variables, String name) {
        String text = variables.getOrDefault(name, "");
        return text.matches("\\d+(\\.\\d+)?") ? (long) Double.parseDouble(text) : 0;
    }

    private static Optional<Duration> service(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(SERVICE)) {
            if (!row.next()) {
                return Optional.empty();
            }
            String hours = row.getString(1);
            return Optional.of(hours == null ? Duration.ZERO : Duration.ofHours(Long.parseLong(hours.trim())));
        }
    }

    /** The first of the two. */
    Optional<Duration> soonest() {
        return Stream.of(after, service).flatMap(Optional::stream).min(Duration::compareTo);
    }
}
