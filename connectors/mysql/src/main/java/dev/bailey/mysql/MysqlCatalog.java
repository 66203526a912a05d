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
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What one database holds. Thread-safe. */
final class MysqlCatalog implements Catalog {

    private static final String SIZES = """
            SELECT TABLE_NAME, COALESCE(TABLE_ROWS, 0), COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0)
            FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?""";

    /** Of a host, the port that a client happens to have is no part. */
    private static final String VISITORS = """
            SELECT USER, SUBSTRING_INDEX(HOST, ':', 1), COUNT(*) FROM information_schema.PROCESSLIST
            WHERE DB = ? AND USER <> SUBSTRING_INDEX(USER(), '@', 1)
                AND COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID', 'Slave_worker', 'Slave_SQL')
            GROUP BY 1, 2 ORDER BY 1, 2""";

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
        Set<String> keyless = side == Side.TARGET ? there.keyless() : Set.of();
        TriggerChecks triggers = new TriggerChecks(connections, tables, there.triggers());
        return connections.call("checking " + connections.where(), session -> {
            ServerSettings ours = ServerSettings.read(session);
            RightChecks rights = new RightChecks(connections, session, ours.dialect());
            TableChecks checks = new TableChecks(connections, session, ours, tables);
            List<Finding> findings = new ArrayList<>(new LogChecks(connections, session, ours).obstacles());
            findings.addAll(rights.obstacles());
            findings.addAll(new CopyLogChecks(connections, session, rights).obstacles());
            findings.addAll(new ServerChecks(session, ours, theirs, rights, connections.where()).obstacles());
            findings.addAll(checks.obstacles());
            findings.addAll(new ActingChecks(connections, session, ours, tables).obstacles(rights.seesTransactions()));
            findings.addAll(triggers.obstacles(session, side, rights));
            findings.addAll(checks.unmakeable(listings, keyless));
            return findings;
        });
    }

    @Override
    public boolean interleavesKeys() {
        return true;
    }

    @Override
    public List<Finding> sharingObstacles(Side side, List<Table> tables, Catalog other) {
        ServerSettings theirs = ((MysqlCatalog) other).settings();
        return connections.call(
                "looking at the steps of keys",
                session -> new KeyStepChecks(connections, session, ServerSettings.read(session), theirs)
                        .obstacles(side, tables));
    }

    @Override
    public List<ForeignKey> foreignKeys(List<TableId> tables) {
        return connections.call(
                "looking at foreign keys", session -> new ForeignKeys(session, connections.database()).of(tables));
    }

    @Override
    public List<Finding> advice(Side side, List<Table> tables, Catalog other) {
        MysqlCatalog there = (MysqlCatalog) other;
        ServerSettings theirs = there.settings();
        TriggerChecks triggers = new TriggerChecks(connections, tables, there.triggers());
        Optional<LargestRow> largest = (side == Side.SOURCE ? this : there).largestRow(tables);
        return connections.call("checking " + connections.where(), session -> {
            ServerSettings ours = ServerSettings.read(session);
            RightChecks rights = new RightChecks(connections, session, ours.dialect());
            ServerChecks server = new ServerChecks(session, ours, theirs, rights, connections.where());
            ActingChecks acting = new ActingChecks(connections, session, ours, tables);
            List<Finding> findings = new ArrayList<>(new LogChecks(connections, session, ours).advice());
            findings.addAll(rights.advice());
            findings.addAll(server.advice());
            largest.flatMap(server::tooLong).ifPresent(findings::add);
            findings.addAll(new TableChecks(connections, session, ours, tables).advice());
            findings.addAll(acting.advice());
            findings.addAll(triggers.advice(session));
            if (side == Side.SOURCE) {
                findings.addAll(acting.others());
            }
            return findings;
        });
    }

    private Set<String> keyless() {
        return connections.call("looking at keys", session -> TableChecks.keyless(session, connections.database()));
    }

    private List<AppTrigger.Place> triggers() {
        return connections.call("looking at triggers", session -> AppTrigger.places(connections, session));
    }

    private Optional<LargestRow> largestRow(List<Table> tables) {
        return connections.call(
                "looking how large rows are", session -> LargestRow.of(session, Dialect.of(session), tables));
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
        run("making Bailey's own database", connections.own()::install);
    }

    @Override
    public void uninstall() {
        run("removing Bailey's own database", connections.own()::uninstall);
    }

    @Override
    public boolean holdsOnly(Set<String> streams) {
        return connections.call(
                "looking into Bailey's own database",
                session -> connections.own().holdsOnly(session, streams));
    }

    @Override
    public Instant now() {
        return connections.call("asking for the time", session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SELECT UTC_TIMESTAMP(6)")) {
                row.next();
                return row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
            }
        });
    }

    @Override
    public Script script(List<Table> tables) {
        return connections.call("reading the schema", session -> SchemaScript.of(session, tables));
    }

    @Override
    public void run(List<String> statements, Consumer<String> before) {
        try {
            ScriptRun.run(connections, statements, before);
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

    @Override
    public Map<String, Long> sequences(List<Table> tables) {
        return connections.call("reading counters", session -> counters(session).lastValues(tables));
    }

    @Override
    public void advance(Map<String, Long> sequences, long gap) {
        run("setting counters ahead", session -> counters(session).advance(sequences, gap));
    }

    private Counters counters(Connection session) {
        return new Counters(session, connections.database());
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
                        if (!ignored.contains(rows.getString(1))) {
                            visitors.add(rows.getLong(3) + " of " + rows.getString(1) + ", from " + rows.getString(2));
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

    /** Only here: in the log, the statement would be carried out by whatever replicates this server. */
    @Override
    public void analyze(List<Table> tables) {
        run("refreshing statistics", session -> {
            try (Statement statement = session.createStatement()) {
                for (Table table : tables) {
                    statement.execute("ANALYZE NO_WRITE_TO_BINLOG TABLE " + Sql.name(table.id()));
                }
            }
        });
    }

    /** In a session of its own, for it takes as long as it takes. */
    private void run(String doing, Step step) {
        try (Connection session = connections.open()) {
            step.run(session);
        } catch (SQLException e) {
            throw connections.problem(doing, e);
        }
    }

    /** Work that yields nothing. */
    @FunctionalInterface
    private interface Step {
        void run(Connection session) throws SQLException;
    }
}
