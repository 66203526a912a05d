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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the tables that are moved, and at what acts on them. Confined to one thread. */
final class TableChecks {

    private static final List<String> TABLE_RIGHTS = List.of(
            "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "INDEX", "DROP", "TRIGGER", "LOCK TABLES");

    private static final String CASCADES = """
            SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE
            FROM information_schema.REFERENTIAL_CONSTRAINTS
            WHERE CONSTRAINT_SCHEMA = ? AND (UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
                OR DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))""";

    private static final String TRIGGERS = """
            SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_STATEMENT FROM information_schema.TRIGGERS
            WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME NOT LIKE 'bailey\\_%'""";

    private static final String ENGINES = """
            SELECT TABLE_NAME, COALESCE(ENGINE, 'none') FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' AND COALESCE(ENGINE, '') <> 'InnoDB'""";

    private static final String COUNTERS = """
            SELECT t.TABLE_NAME, t.AUTO_INCREMENT, c.COLUMN_TYPE
            FROM information_schema.TABLES t JOIN information_schema.COLUMNS c
                ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.EXTRA LIKE '%auto_increment%'
            WHERE t.TABLE_SCHEMA = ?""";

    private static final String EVENTS = """
            SELECT EVENT_NAME, '' FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? AND STATUS = 'ENABLED'""";

    private static final String OTHERS = """
            SELECT TABLE_NAME, 'view' FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?1
            UNION ALL SELECT ROUTINE_NAME, LOWER(ROUTINE_TYPE) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?1
            UNION ALL SELECT EVENT_NAME, 'event' FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?1""";

    private final MysqlConnections connections;
    private final Connection session;
    private final ServerSettings here;
    private final Set<String> names;
    private final List<Table> tables;
    private final List<Finding> findings = new ArrayList<>();

    TableChecks(MysqlConnections connections, Connection session, ServerSettings here, List<Table> tables) {
        this.connections = connections;
        this.session = session;
        this.here = here;
        this.tables = tables;
        this.names = tables.stream().map(table -> table.id().name()).collect(Collectors.toSet());
    }

    List<Finding> obstacles() throws SQLException {
        rights();
        each(
                ENGINES,
                row -> add(
                        MysqlCheck.TABLE_ENGINE,
                        row.getString(1),
                        "the table's engine is " + row.getString(2),
                        "ALTER TABLE " + Sql.name(row.getString(1))
                                + " ENGINE = InnoDB, or leave it out (tables: exclude)"));
        each(
                CASCADES,
                row -> add(
                        MysqlCheck.CASCADE,
                        row.getString(1),
                        "foreign key " + row.getString(2) + " acts by itself (ON UPDATE " + row.getString(3)
                                + " ON DELETE " + row.getString(4) + ")",
                        "make it RESTRICT and let the application do it, on both sides"));
        each(TRIGGERS, this::trigger);
        for (Table table : tables) {
            columns(table.id());
        }
        return List.copyOf(findings);
    }

    private void rights() throws SQLException {
        Rights rights = Rights.of(session);
        String own = connections.own().name();
        List<String> missing = TABLE_RIGHTS.stream()
                .filter(right -> rights.lacks(right, connections.database()))
                .toList();
        if (!missing.isEmpty()) {
            add(
                    MysqlCheck.TABLE_RIGHT,
                    "",
                    "Bailey's user lacks " + String.join(", ", missing) + " on " + connections.database() + " at "
                            + connections.where(),
                    "GRANT " + String.join(", ", missing) + " ON " + Sql.name(connections.database()) + ".* to it");
        }
        if (rights.lacks("CREATE", own)) {
            add(
                    MysqlCheck.CREATE_RIGHT,
                    "",
                    "Bailey's user may not make the database " + own + " at " + connections.where(),
                    "GRANT ALL ON " + Sql.name(own.replace("_", "\\_")) + ".* to it");
        }
    }

    /** One that lets Bailey's user pass does nothing twice. */
    private void trigger(ResultSet row) throws SQLException {
        String body = String.valueOf(row.getString(3));
        if (!body.contains("USER()") || !body.contains(connections.url().user())) {
            add(
                    MysqlCheck.TRIGGER_TWICE,
                    row.getString(1),
                    "trigger " + row.getString(2) + " would act on what Bailey writes",
                    "let it do nothing for Bailey's user: IF SUBSTRING_INDEX(USER(), '@', 1) <> "
                            + Sql.literal(connections.url().user()) + " THEN … END IF");
        }
    }

    private void columns(TableId id) throws SQLException {
        Optional<TableListing> listing = TableListing.read(session, id);
        if (listing.isEmpty()) {
            return;
        }
        listing.get().types().stream()
                .filter(type -> type.kind() == ValueType.Kind.UNKNOWN)
                .findFirst()
                .ifPresent(type -> add(
                        MysqlCheck.TYPE_UNKNOWN,
                        id.name(),
                        "it has a column of type " + type.text(),
                        "leave the table out (tables: exclude)"));
        boolean real = listing.get().types().stream()
                .anyMatch(type -> type.kind() == ValueType.Kind.FLOAT || type.kind() == ValueType.Kind.DOUBLE);
        if (!listing.get().hasKey() && real) {
            add(
                    MysqlCheck.KEYLESS_REAL,
                    id.name(),
                    "the table has no key, and a column of an inexact number",
                    "give it a primary key; an invisible one will do");
        }
    }

    /** Of the source's tables, what this side cannot make. */
    List<Finding> makeable(List<TableListing> others) {
        for (TableListing other : others) {
            other.types().stream()
                    .map(ValueType::collation)
                    .filter(collation ->
                            !collation.isEmpty() && !here.collations().contains(collation))
                    .findFirst()
                    .ifPresent(collation -> add(
                            MysqlCheck.COLLATION_UNKNOWN,
                            other.table().id().name(),
                            "collation " + collation + " is not known at " + connections.where(),
                            "choose one on the source that both know, or a server that knows it"));
        }
        return List.copyOf(findings);
    }

    List<Finding> advice() throws SQLException {
        findings.clear();
        for (Table table : tables) {
            TableListing.read(session, table.id())
                    .filter(listing -> !listing.hasKey())
                    .ifPresent(listing -> add(
                            MysqlCheck.KEYLESS,
                            table.id().name(),
                            "the table has neither a primary key nor a unique one without nulls",
                            "give it a primary key; an invisible one will do"));
        }
        each(COUNTERS, this::headroom);
        if (here.isOn("event_scheduler")) {
            each(
                    EVENTS,
                    row -> findings.add(MysqlCheck.SCHEDULED_JOBS.finding(
                            row.getString(1),
                            "event " + row.getString(1) + " is enabled at " + connections.where(),
                            "ALTER EVENT … DISABLE it on the side that does not own the data")));
        }
        return List.copyOf(findings);
    }

    private void headroom(ResultSet row) throws SQLException {
        double used = Double.parseDouble(String.valueOf(row.getString(2) == null ? "0" : row.getString(2)));
        String type = row.getString(3);
        int bytes = type.startsWith("tinyint")
                ? 1
                : type.startsWith("smallint") ? 2 : type.startsWith("mediumint") ? 3 : type.startsWith("int") ? 4 : 8;
        double most = Math.pow(2, bytes * 8 - (type.contains("unsigned") ? 0 : 1));
        if (used > most * 0.8) {
            add(
                    MysqlCheck.KEY_HEADROOM,
                    row.getString(1),
                    "its counter stands at " + Math.round(100 * used / most) + " % of what " + type + " holds",
                    "give the column a larger type");
        }
    }

    /** Views and the like. */
    List<Finding> others() throws SQLException {
        findings.clear();
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(OTHERS.replace("?1", "?"))) {
            for (int i = 1; i <= 3; i++) {
                statement.setString(i, connections.database());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(2) + " " + rows.getString(1));
                }
            }
        }
        if (!found.isEmpty()) {
            findings.add(MysqlCheck.NOT_CARRIED.finding(
                    "", "not carried: " + String.join(", ", found), "make them on the other side"));
        }
        return List.copyOf(findings);
    }

    private void each(String sql, Looking looking) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, connections.database());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    looking.at(rows);
                }
            }
        }
    }

    /** Of tables that are not moved nothing is said. */
    private void add(MysqlCheck check, String table, String found, String remedy) {
        if (table.isEmpty() || names.contains(table)) {
            findings.add(check.finding(table, found, remedy));
        }
    }

    /** What is done with a row. */
    @FunctionalInterface
    private interface Looking {
        void at(ResultSet row) throws SQLException;
    }
}
