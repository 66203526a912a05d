package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells a table from another one that took its name. A guard goes with its table when that is renamed, and is gone with
 * one that is dropped. Before there is one, no single thing outlives all that is done to a table: the engine's number
 * changes when it is emptied or built anew, the time at which it was made when it is altered; where one of the two is
 * as it was, it is the same table. One that is built anew while it has no guard is taken for another; one whose guard
 * is made anew is not. Thread-safe.
 */
final class TableIdentities {

    private static final String MADE = """
            SELECT t.TABLE_NAME, COALESCE(MAX(g.CREATED), ''), COALESCE(MAX(t.CREATE_TIME), '')
            FROM information_schema.TABLES t LEFT JOIN information_schema.TRIGGERS g
                ON g.EVENT_OBJECT_SCHEMA = t.TABLE_SCHEMA AND g.EVENT_OBJECT_TABLE = t.TABLE_NAME
                AND g.TRIGGER_NAME LIKE 'bailey\\_ins\\_%'
            WHERE t.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE' GROUP BY t.TABLE_NAME""";

    /** Names are those of files: one with other letters than most is not found, and known by the rest. */
    private static final String NUMBERS = "SELECT NAME, TABLE_ID FROM information_schema.%s WHERE NAME LIKE ?";

    /** What follows the name of a table in that of its parts. */
    private static final String PART = "#[pP]#";

    private final String database;
    private final Map<TableId, Seen> seen = new HashMap<>();
    private final Map<TableId, Integer> others = new HashMap<>();

    TableIdentities(String database) {
        this.database = database;
    }

    /** @param server whose numbers and times these are */
    private record Seen(String server, String guard, String made, String number) {
        boolean isSameAs(Seen before) {
            if (!server.equals(before.server)) {
                return true;
            }
            boolean isMadeThen = isShared(made, before.made);
            boolean isNumbered = isShared(number, before.number);
            return before.guard.isEmpty()
                    ? isMadeThen || isNumbered
                    : guard.equals(before.guard) || (isMadeThen && isNumbered);
        }

        private static boolean isShared(String one, String other) {
            return !one.isEmpty() && one.equals(other);
        }
    }

    /** Of all tables: another text than before for one that is another. */
    synchronized Map<TableId, String> read(Connection session) throws SQLException {
        Dialect dialect = Dialect.of(session);
        Map<String, String> numbers = numbers(session, dialect);
        Map<TableId, String> identities = new LinkedHashMap<>();
        try (PreparedStatement statement = session.prepareStatement(MADE)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    String number = numbers.getOrDefault(name, "");
                    Seen now = new Seen(dialect.identity(), rows.getString(2), rows.getString(3), number);
                    identities.put(new TableId(database, name), met(new TableId(database, name), now));
                }
            }
        }
        return identities;
    }

    private String met(TableId table, Seen now) {
        Seen before = seen.put(table, now);
        if (before != null && !now.isSameAs(before)) {
            others.merge(table, 1, Integer::sum);
        }
        return others.getOrDefault(table, 0).toString();
    }

    private Map<String, String> numbers(Connection session, Dialect dialect) throws SQLException {
        Map<String, String> numbers = new HashMap<>();
        String sql = NUMBERS.formatted(dialect.isMariaDb() ? "INNODB_SYS_TABLES" : "INNODB_TABLES");
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, database.replace("_", "\\_") + "/%");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name =
                            rows.getString(1).substring(database.length() + 1).split(PART, 2)[0];
                    numbers.merge(name, rows.getString(2), (one, other) -> one.compareTo(other) < 0 ? one : other);
                }
            }
        }
        return numbers;
    }
}
