package dev.bailey.mysql;

import dev.bailey.core.Finding;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at what acts on the tables that are moved, and at what is beside them. Confined to one thread. */
final class ActingChecks {

    private static final String CASCADES = """
            SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE
            FROM information_schema.REFERENTIAL_CONSTRAINTS
            WHERE CONSTRAINT_SCHEMA = ? AND (UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
                OR DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))""";

    private static final String FOREIGN_KEYS = """
            SELECT DISTINCT CONSTRAINT_NAME, TABLE_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME
            FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL""";

    /** Keys of other databases, which only the engine's own list has without opening all tables of the server. */
    private static final String FOREIGN_KEYS_ELSEWHERE = """
            SELECT SUBSTRING_INDEX(ID, '/', -1), REPLACE(FOR_NAME, '/', '.'), SUBSTRING_INDEX(REF_NAME, '/', -1)
            FROM information_schema.%s
            WHERE SUBSTRING_INDEX(REF_NAME, '/', 1) = ? AND SUBSTRING_INDEX(FOR_NAME, '/', 1) <> ?""";

    private static final String SEQUENCES = """
            SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'SEQUENCE'""";

    private static final String EVENTS = """
            SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? AND STATUS = 'ENABLED'""";

    private static final List<String> OTHERS = List.of(
            "SELECT TABLE_NAME, 'view' FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?",
            "SELECT ROUTINE_NAME, LOWER(ROUTINE_TYPE) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?",
            "SELECT EVENT_NAME, 'event' FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?");

    private final MysqlConnections connections;
    private final Connection session;
    private final ServerSettings here;
    private final Set<String> names;
    private final List<Finding> findings = new ArrayList<>();

    ActingChecks(MysqlConnections connections, Connection session, ServerSettings here, List<Table> tables) {
        this.connections = connections;
        this.session = session;
        this.here = here;
        this.names = tables.stream().map(table -> table.id().name()).collect(Collectors.toSet());
    }

    /** @param mayAsk whether Bailey's user may see the engine's own lists */
    List<Finding> obstacles(boolean mayAsk) throws SQLException {
        findings.clear();
        each(CASCADES, this::cascade);
        each(
                FOREIGN_KEYS,
                row -> outside(
                        row.getString(1),
                        new TableId(connections.database(), row.getString(2)),
                        new TableId(row.getString(3), row.getString(4))));
        if (mayAsk) {
            String list = here.dialect().isMariaDb() ? "INNODB_SYS_FOREIGN" : "INNODB_FOREIGN";
            each(
                    FOREIGN_KEYS_ELSEWHERE.formatted(list),
                    row -> pointedAt(row.getString(1), row.getString(2), row.getString(3)));
        }
        each(
                SEQUENCES,
                row -> findings.add(MysqlCheck.SEQUENCE.finding(
                        row.getString(1),
                        "sequence " + row.getString(1) + " at " + connections.where() + " is not carried",
                        "number by AUTO_INCREMENT; or make it there by hand, set it further ahead when users change"
                                + " sides, and accept this")));
        return List.copyOf(findings);
    }

    private void cascade(ResultSet row) throws SQLException {
        add(
                MysqlCheck.CASCADE,
                row.getString(1),
                "foreign key " + row.getString(2) + " of " + here(row.getString(1)) + " acts by itself (ON UPDATE "
                        + row.getString(3) + " ON DELETE " + row.getString(4) + ")",
                "make it RESTRICT and let the application do it, on both sides");
    }

    /** Where one of the two stays, the server it goes to has no row to look at. */
    private void outside(String key, TableId child, TableId parent) {
        boolean moves = names.contains(child.name());
        boolean moved = parent.schema().equals(connections.database()) && names.contains(parent.name());
        if (moves && !moved) {
            add(
                    MysqlCheck.FOREIGN_KEY_OUTSIDE,
                    child.name(),
                    "foreign key " + key + " of " + here(child.name()) + " points at " + parent
                            + ", which does not move",
                    "move " + parent + " as well, or ALTER TABLE " + Sql.name(child) + " DROP FOREIGN KEY "
                            + Sql.name(key));
        } else if (moved && !moves) {
            pointedAt(key, child.toString(), parent.name());
        }
    }

    private void pointedAt(String key, String child, String parent) {
        add(
                MysqlCheck.FOREIGN_KEY_OUTSIDE,
                parent,
                "foreign key " + key + " of " + child + ", which does not move, points at " + here(parent),
                "move " + child + " as well, or drop its key");
    }

    /** Events that run. */
    List<Finding> advice() throws SQLException {
        findings.clear();
        if (here.isOn("event_scheduler")) {
            each(
                    EVENTS,
                    row -> findings.add(MysqlCheck.SCHEDULED_JOBS.finding(
                            row.getString(1),
                            "event " + row.getString(1) + " is enabled at " + connections.where(),
                            "ALTER EVENT " + Sql.name(row.getString(1))
                                    + " DISABLE on the side that does not own the data")));
        }
        return List.copyOf(findings);
    }

    /** Views and the like. */
    List<Finding> others() throws SQLException {
        List<String> found = new ArrayList<>();
        for (String sql : OTHERS) {
            each(sql, row -> found.add(row.getString(2) + " " + row.getString(1)));
        }
        return found.isEmpty()
                ? List.of()
                : List.of(MysqlCheck.NOT_CARRIED.finding(
                        "",
                        "not carried from " + connections.where() + ": " + String.join(", ", found),
                        "make them on the other side"));
    }

    private String here(String table) {
        return new TableId(connections.database(), table) + " at " + connections.where();
    }

    private void each(String sql, Looking looking) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            for (int i = 1; i <= sql.chars().filter(each -> each == '?').count(); i++) {
                statement.setString(i, connections.database());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    looking.at(rows);
                }
            }
        }
    }

    /** Of tables that are not moved nothing is said. */
    private void add(MysqlCheck check, String table, String found, String remedy) {
        if (names.contains(table)) {
            findings.add(check.finding(table, found, remedy));
        }
    }

    /** What is done with a row. */
    @FunctionalInterface
    private interface Looking {
        void at(ResultSet row) throws SQLException;
    }
}
