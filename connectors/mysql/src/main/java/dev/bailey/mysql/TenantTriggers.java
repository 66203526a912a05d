package dev.bailey.mysql;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The triggers where tenants move apart: those of a table whose rows have tenants look at each row once it is written;
 * a table that is everyone's has the same as where nobody moves apart. Thread-safe.
 */
final class TenantTriggers {

    private static final String THERE = "SELECT EVENT_OBJECT_TABLE, EVENT_MANIPULATION,"
            + " CONCAT(ACTION_TIMING, ' ', ACTION_STATEMENT) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? AND "
            + GuardTriggers.OURS;

    private final MysqlConnections connections;
    private final TenantText text;
    private final GuardTriggers triggers;

    TenantTriggers(MysqlConnections connections, TenantText text) {
        this.connections = connections;
        this.text = text;
        this.triggers = new GuardTriggers(connections);
    }

    /** Makes each table have those that it needs, and no other of Bailey's. */
    void install(List<Table> tables) {
        tables.forEach(text::column);
        connections.call("installing the guard", session -> {
            Set<TableId> guarded = guarded(session);
            for (Table table : tables) {
                if (!guarded.contains(table.id())) {
                    put(session, table, TableLock.PATIENTLY);
                }
            }
            return guarded;
        });
    }

    /** The same for a table that should be free. */
    void extend(Table table) {
        connections.call("installing the guard", session -> {
            put(session, table, TableLock.AT_ONCE);
            return table;
        });
    }

    private void put(Connection session, Table table, List<TableLock.Patience> ways) throws SQLException {
        Optional<String> column = text.column(table);
        triggers.replace(
                session,
                table.id(),
                ways,
                event -> column.isPresent()
                        ? text.definition(event, table.id(), column.get())
                        : triggers.definition(session, event, table.id()));
    }

    /** Tables that have all three, as they are made for these slices. */
    Set<TableId> guarded(Connection session) throws SQLException {
        Set<TableId> guarded = new TreeSet<>();
        Map<TableId, String> columns = columns(session);
        Set<TableId> everyones = triggers.guarded(session);
        there(session, connections.database()).forEach((table, there) -> {
            if (columns.containsKey(table)
                    ? there.equals(wanted(table, columns.get(table)))
                    : everyones.contains(table)) {
                guarded.add(table);
            }
        });
        return guarded;
    }

    /** Whether no table has some trigger of ours and lacks another, or has one that is not as it was made. */
    boolean areAsMade(Connection session) throws SQLException {
        return guarded(session).equals(there(session, connections.database()).keySet());
    }

    /**
     * Tables of the database whose rows have tenants, and in which column, of their own or of the last on their path.
     */
    private Map<TableId, String> columns(Connection session) throws SQLException {
        Map<TableId, String> columns = new TreeMap<>();
        String sql = "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, connections.database());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableId table = new TableId(connections.database(), rows.getString(1));
                    if (text.isAlong(table) || text.column(table).equals(rows.getString(2))) {
                        columns.put(table, text.column(table));
                    }
                }
            }
        }
        return columns;
    }

    Map<String, String> wanted(TableId table, String column) {
        Map<String, String> wanted = new HashMap<>();
        GuardTriggers.EVENTS.forEach(event -> wanted.put(event, text.catalogued(event, table, column)));
        return wanted;
    }

    /** Ours in a database: by table and event, when it fires and what it says. */
    Map<TableId, Map<String, String>> there(Connection session, String schema) throws SQLException {
        Map<TableId, Map<String, String>> there = new TreeMap<>();
        try (PreparedStatement statement = session.prepareStatement(THERE)) {
            statement.setString(1, schema);
            statement.setString(2, connections.own().table("guard"));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    there.computeIfAbsent(new TableId(schema, rows.getString(1)), none -> new HashMap<>())
                            .put(rows.getString(2), rows.getString(3));
                }
            }
        }
        return there;
    }
}
