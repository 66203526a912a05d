package dev.bailey.mysql;

import dev.bailey.core.Catalog;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What one database holds. Thread-safe. */
final class MysqlCatalog implements Catalog {

    /** A statement of a schema may take as long as it takes. */
    private static final Duration SCRIPT_SILENCE_MAX = Duration.ofHours(12);

    private static final String SIZES = """
            SELECT TABLE_NAME, COALESCE(TABLE_ROWS, 0), COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0)
            FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?""";

    /** One that nothing was numbered by has none yet. */
    private static final String COUNTERS = """
            SELECT t.TABLE_NAME, COALESCE(t.AUTO_INCREMENT, 1)
            FROM information_schema.TABLES t JOIN information_schema.COLUMNS c
                ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.EXTRA LIKE '%auto_increment%'
            WHERE t.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE'""";

    private static final String VISITORS = """
            SELECT DISTINCT CONCAT(USER, ' from ', SUBSTRING_INDEX(HOST, ':', 1)), USER
            FROM information_schema.PROCESSLIST
            WHERE DB = ? AND COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID', 'Slave_worker', 'Slave_SQL')""";

    private final MysqlConnections connections;
    private final MysqlShapes shapes;

    MysqlCatalog(MysqlConnections connections, MysqlShapes shapes) {
        this.connections = connections;
        this.shapes = shapes;
    }

    @Override
    public List<Table> tables(List<String> include, List<String> exclude) {
        List<Pattern> wanted = include.stream().map(MysqlCatalog::pattern).toList();
        List<Pattern> unwanted = exclude.stream().map(MysqlCatalog::pattern).toList();
        return shapes.all().stream()
                .map(TableListing::table)
                .filter(table -> matches(wanted, table) && !matches(unwanted, table))
                .toList();
    }

    private static boolean matches(List<Pattern> patterns, Table table) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.matcher(table.id().toString()).matches());
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
    }

    @Override
    public List<Finding> obstacles(Side side, List<Table> tables, Catalog other) {
        MysqlCatalog there = (MysqlCatalog) other;
        ServerSettings theirs = there.settings();
        List<TableListing> listings = side == Side.TARGET ? there.listings(tables) : List.of();
        return connections.call("checking " + connections.where(), session -> {
            ServerSettings ours = ServerSettings.read(session);
            TableChecks checks = new TableChecks(connections, session, ours, tables);
            List<Finding> findings =
                    new ArrayList<>(new ServerChecks(session, ours, theirs, connections.where()).obstacles());
            checks.obstacles();
            // with those that were found before
            findings.addAll(checks.makeable(listings));
            return findings;
        });
    }

    @Override
    public List<Finding> advice(Side side, List<Table> tables, Catalog other) {
        ServerSettings theirs = ((MysqlCatalog) other).settings();
        return connections.call("checking " + connections.where(), session -> {
            ServerSettings ours = ServerSettings.read(session);
            TableChecks checks = new TableChecks(connections, session, ours, tables);
            List<Finding> findings =
                    new ArrayList<>(new ServerChecks(session, ours, theirs, connections.where()).advice());
            findings.addAll(checks.advice());
            if (side == Side.SOURCE) {
                findings.addAll(checks.others());
            }
            return findings;
        });
    }

    private ServerSettings settings() {
        return connections.call("looking at " + connections.where(), ServerSettings::read);
    }

    private List<TableListing> listings(List<Table> tables) {
        Set<TableId> ids = tables.stream().map(Table::id).collect(Collectors.toSet());
        return shapes.all().stream()
                .filter(listing -> ids.contains(listing.table().id()))
                .toList();
    }

    @Override
    public void install() {
        connections.call("installing Bailey's own database", session -> {
            connections.own().install(session);
            return session;
        });
    }

    @Override
    public void uninstall() {
        connections.call("removing Bailey's own database", session -> {
            connections.own().uninstall(session);
            return session;
        });
    }

    @Override
    public Script script(List<Table> tables) {
        return connections.call("reading the schema", session -> {
            List<String> before = new ArrayList<>();
            List<String> after = new ArrayList<>();
            for (Table table : tables) {
                CreateTable create = CreateTable.read(session, table.id());
                before.add(create.bare());
                after.addAll(CreateTable.buildings(Sql.name(table.id()), create.waiting()));
            }
            for (Table table : tables) {
                CreateTable.read(session, table.id()).foreignKeys().stream()
                        .filter(key -> isMoved(key, tables))
                        .forEach(key -> after.add("ALTER TABLE " + Sql.name(table.id()) + " ADD " + key.definition()));
            }
            return new Script(before, after);
        });
    }

    private boolean isMoved(CreateTable.ForeignKey key, List<Table> tables) {
        TableId parent = new TableId(key.schema().orElse(connections.database()), key.table());
        return tables.stream().anyMatch(table -> table.id().equals(parent));
    }

    @Override
    public void run(List<String> statements, Consumer<String> before) {
        try (Connection session = connections.open(SCRIPT_SILENCE_MAX)) {
            ScriptRun.run(session, statements, before);
        } catch (SQLException e) {
            throw connections.problem("making the schema", e);
        }
    }

    @Override
    public boolean hasRows(Table table) {
        return connections.call("looking into " + table, session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SELECT 1 FROM " + Sql.name(table.id()) + " LIMIT 1")) {
                return row.next();
            }
        });
    }

    @Override
    public Map<TableId, Size> sizes(List<Table> tables) {
        return connections.call("looking how large tables are", session -> {
            Map<String, Size> sizes = new HashMap<>();
            try (PreparedStatement statement = session.prepareStatement(SIZES)) {
                statement.setString(1, connections.database());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        sizes.put(rows.getString(1), new Size(rows.getLong(2), rows.getLong(3)));
                    }
                }
            }
            return tables.stream()
                    .filter(table -> sizes.containsKey(table.id().name()))
                    .collect(Collectors.toMap(
                            Table::id, table -> sizes.get(table.id().name())));
        });
    }

    /** By table, the number given last. */
    @Override
    public Map<String, Long> sequences(List<Table> tables) {
        Set<TableId> ids = tables.stream().map(Table::id).collect(Collectors.toSet());
        return connections.call("reading counters", session -> {
            Map<String, Long> counters = new TreeMap<>(counters(session));
            counters.keySet().removeIf(name -> !ids.contains(id(name)));
            return counters;
        });
    }

    private Map<String, Long> counters(Connection session) throws SQLException {
        Map<String, Long> counters = new TreeMap<>();
        try (PreparedStatement statement = session.prepareStatement(COUNTERS)) {
            statement.setString(1, connections.database());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    TableId table = new TableId(connections.database(), rows.getString(1));
                    counters.put(table.toString(), rows.getBigDecimal(2).longValue() - 1);
                }
            }
        }
        return counters;
    }

    private TableId id(String counter) {
        return new TableId(
                connections.database(), counter.substring(connections.database().length() + 1));
    }

    @Override
    public void advance(Map<String, Long> sequences, long gap) {
        connections.call("setting counters", session -> {
            Map<String, Long> here = counters(session);
            try (Statement statement = session.createStatement()) {
                for (Map.Entry<String, Long> each : sequences.entrySet()) {
                    long next = each.getValue() + gap;
                    if (here.containsKey(each.getKey()) && here.get(each.getKey()) + 1 < next) {
                        statement.execute("ALTER TABLE " + Sql.name(id(each.getKey())) + " AUTO_INCREMENT = " + next);
                    }
                }
            }
            return here;
        });
    }

    @Override
    public long oldestWriterSeconds() {
        return connections.call("looking for open transactions", OpenWriters::oldestSeconds);
    }

    @Override
    public List<String> visitors(List<String> ignored) {
        return connections.call("looking who is here", session -> {
            List<String> visitors = new ArrayList<>();
            try (PreparedStatement statement = session.prepareStatement(VISITORS)) {
                statement.setString(1, connections.database());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        String user = rows.getString(2);
                        if (!user.equals(connections.url().user()) && !ignored.contains(user)) {
                            visitors.add(rows.getString(1));
                        }
                    }
                }
            }
            return visitors;
        });
    }

    @Override
    public Connections connections() {
        return connections.call("counting connections", ServerChecks::connections);
    }

    @Override
    public void analyze(List<Table> tables) {
        connections.call("refreshing statistics", session -> {
            try (Statement statement = session.createStatement()) {
                for (Table table : tables) {
                    statement.execute("ANALYZE LOCAL TABLE " + Sql.name(table.id()));
                }
            }
            return tables;
        });
    }
}
