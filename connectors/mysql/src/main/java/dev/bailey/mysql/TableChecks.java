package dev.bailey.mysql;

import dev.bailey.core.Finding;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at the tables that are moved. Confined to one thread. */
final class TableChecks {

    private static final String UNFIT = """
            SELECT TABLE_NAME, COALESCE(ENGINE, 'none'), TABLE_TYPE FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = ? AND (TABLE_TYPE = 'SYSTEM VERSIONED'
                OR TABLE_TYPE = 'BASE TABLE' AND COALESCE(ENGINE, '') <> 'InnoDB')""";

    private static final String COUNTERS = """
            SELECT t.TABLE_NAME, t.AUTO_INCREMENT, c.COLUMN_TYPE
            FROM information_schema.TABLES t JOIN information_schema.COLUMNS c
                ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.EXTRA LIKE '%auto_increment%'
            WHERE t.TABLE_SCHEMA = ?""";

    /** Without a primary key, whatever else they have. */
    private static final String KEYLESS = """
            SELECT TABLE_NAME FROM information_schema.TABLES t WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'
                AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS s
                    WHERE s.TABLE_SCHEMA = t.TABLE_SCHEMA AND s.TABLE_NAME = t.TABLE_NAME AND INDEX_NAME = 'PRIMARY')""";

    /** Settings under which a table without a primary key cannot be made, or is made with one. */
    private static final List<String> KEYS_REQUIRED =
            List.of("sql_require_primary_key", "innodb_force_primary_key", "sql_generate_invisible_primary_key");

    private static final double USED_MAX = 0.8;

    private final MysqlConnections connections;
    private final Connection session;
    private final ServerSettings here;
    private final Set<String> names;
    private final List<Finding> findings = new ArrayList<>();

    TableChecks(MysqlConnections connections, Connection session, ServerSettings here, List<Table> tables) {
        this.connections = connections;
        this.session = session;
        this.here = here;
        this.names = tables.stream().map(table -> table.id().name()).collect(Collectors.toSet());
    }

    /** What stands in the way of these tables, as they are here. */
    List<Finding> obstacles() throws SQLException {
        findings.clear();
        try (PreparedStatement statement = prepare(UNFIT);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                unfit(rows.getString(1), rows.getString(2), rows.getString(3).equals("SYSTEM VERSIONED"));
            }
        }
        listings().forEach(this::columns);
        if (!here.dialect().isMariaDb()) {
            names.stream().collect(Collectors.groupingBy(name -> name.toLowerCase(Locale.ROOT))).values().stream()
                    .filter(same -> same.size() > 1)
                    .forEach(this::twins);
        }
        return List.copyOf(findings);
    }

    /** MySQL tells triggers apart by letters alone, and the guard's are named after their tables. */
    private void twins(List<String> names) {
        List<String> sorted = names.stream().sorted().toList();
        findings.add(MysqlCheck.NAME_CASE.finding(
                sorted.get(0),
                "tables " + String.join(" and ", sorted) + " at " + connections.where() + " differ only in case",
                "rename one, or leave it out (tables: exclude)"));
    }

    private void unfit(String table, String engine, boolean versioned) {
        String alter = "ALTER TABLE " + Sql.name(table);
        if (versioned) {
            add(
                    MysqlCheck.TABLE_VERSIONED,
                    table,
                    "the table is system-versioned",
                    alter + " DROP SYSTEM VERSIONING, or leave it out (tables: exclude)");
        } else {
            add(
                    MysqlCheck.TABLE_ENGINE,
                    table,
                    "the table's engine is " + engine,
                    alter + " ENGINE = InnoDB, or leave it out (tables: exclude)");
        }
    }

    private List<TableListing> listings() throws SQLException {
        return TableListing.readAll(session, connections.database()).stream()
                .filter(listing -> names.contains(listing.table().id().name()))
                .toList();
    }

    /** What is in the way of a table as it is listed. */
    List<Finding> columns(TableListing listing) {
        String table = listing.table().id().name();
        listing.types().stream()
                .filter(type -> type.kind() == ValueType.Kind.UNKNOWN)
                .findFirst()
                .ifPresent(type -> add(
                        MysqlCheck.TYPE_UNKNOWN,
                        table,
                        "the table has a column of type " + type.text(),
                        "leave the table out (tables: exclude)"));
        boolean real = listing.types().stream()
                .anyMatch(type -> type.kind() == ValueType.Kind.FLOAT || type.kind() == ValueType.Kind.DOUBLE);
        if (!listing.hasKey() && real) {
            add(
                    MysqlCheck.KEYLESS_REAL,
                    table,
                    "the table has no key, and a column of an inexact number",
                    "give it a primary key; an invisible one will do");
        }
        return List.copyOf(findings);
    }

    /** Of the source's tables, what this side cannot make. */
    List<Finding> unmakeable(List<TableListing> others, Set<String> keyless) throws SQLException {
        findings.clear();
        Set<String> made =
                listings().stream().map(listing -> listing.table().id().name()).collect(Collectors.toSet());
        Optional<String> required = KEYS_REQUIRED.stream().filter(here::isOn).findFirst();
        for (TableListing other : others) {
            String table = other.table().id().name();
            if (made.contains(table)) {
                continue;
            }
            other.types().stream()
                    .map(ValueType::collation)
                    .filter(collation ->
                            !collation.isEmpty() && !here.collations().contains(collation))
                    .findFirst()
                    .ifPresent(collation -> add(
                            MysqlCheck.COLLATION_UNKNOWN,
                            table,
                            "collation " + collation + " is not known at " + connections.where(),
                            "choose one on the source that both know, or a server that knows it"));
            if (required.isPresent() && keyless.contains(table)) {
                add(
                        MysqlCheck.PRIMARY_KEY_REQUIRED,
                        table,
                        "the table has no primary key, and " + required.get() + " is ON at " + connections.where(),
                        "give it one, or SET GLOBAL " + required.get() + " = OFF until the tables are made");
            }
        }
        return List.copyOf(findings);
    }

    /** Tables of a database that have no primary key. */
    static Set<String> keyless(Connection session, String database) throws SQLException {
        Set<String> keyless = new TreeSet<>();
        try (PreparedStatement statement = session.prepareStatement(KEYLESS)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keyless.add(rows.getString(1));
                }
            }
        }
        return keyless;
    }

    /** What people should know. */
    List<Finding> advice() throws SQLException {
        findings.clear();
        listings().stream()
                .filter(listing -> !listing.hasKey())
                .map(listing -> listing.table().id())
                .forEach(table -> add(
                        MysqlCheck.KEYLESS,
                        table.name(),
                        "the table has neither a primary key nor a unique one without nulls",
                        "give it a primary key; an invisible one will do"));
        try (PreparedStatement statement = prepare(COUNTERS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                BigDecimal next = rows.getBigDecimal(2);
                headroom(rows.getString(1), next == null ? 0 : next.doubleValue(), rows.getString(3));
            }
        }
        return List.copyOf(findings);
    }

    private void headroom(String table, double used, String type) {
        int bytes = type.startsWith("tinyint")
                ? 1
                : type.startsWith("smallint") ? 2 : type.startsWith("mediumint") ? 3 : type.startsWith("int") ? 4 : 8;
        double most = Math.pow(2, bytes * 8 - (type.contains("unsigned") ? 0 : 1));
        if (used > most * USED_MAX) {
            add(
                    MysqlCheck.KEY_HEADROOM,
                    table,
                    "the table's counter stands at " + Math.round(100 * used / most) + " % of what " + type + " holds",
                    "give the column a larger type");
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = session.prepareStatement(sql);
        statement.setString(1, connections.database());
        return statement;
    }

    /** Of tables that are not moved nothing is said. */
    private void add(MysqlCheck check, String table, String found, String remedy) {
        if (names.contains(table)) {
            String where = new TableId(connections.database(), table) + " at " + connections.where();
            findings.add(check.finding(table, where + ": " + found, remedy));
        }
    }
}
