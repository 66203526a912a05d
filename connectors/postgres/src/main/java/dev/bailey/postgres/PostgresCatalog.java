package dev.bailey.postgres;

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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the catalog tells about a database, and what makes the same in another. Thread-safe. */
final class PostgresCatalog implements Catalog {

    private static final String SIZES = """
            SELECT CASE WHEN c.reltuples < 0 THEN pg_stat_get_live_tuples(c.oid) ELSE c.reltuples::bigint END,
                pg_table_size(c.oid)
            FROM unnest(?::regclass[]) WITH ORDINALITY AS t (oid, n) JOIN pg_class c USING (oid) ORDER BY t.n""";

    private static final String OLDEST_WRITER = """
            SELECT coalesce(floor(extract(epoch FROM clock_timestamp() - min(since))), 0)::bigint FROM (
                SELECT xact_start AS since FROM pg_stat_activity
                WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                UNION ALL
                SELECT prepared FROM pg_prepared_xacts WHERE database = current_database()
            ) AS writers""";

    /** By database, for a user without further rights is not told what kind each session is. */
    private static final String CONNECTIONS = """
            SELECT sum(numbackends)::int,
                current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            FROM pg_stat_database""";

    /**
     * A user without further rights is told of others' sessions only whose they are; workers of the server are
     * nobody's.
     */
    private static final String VISITORS = """
            SELECT count(*) || ' of ' || concat_ws(', ', usename, nullif(application_name, ''), 'from ' || client_addr)
            FROM pg_stat_activity
            WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()
                AND NOT (usename = current_user AND application_name = 'bailey') AND usename <> ALL (?)
            GROUP BY usename, application_name, client_addr ORDER BY 1""";

    private final PostgresConnections connections;
    private final SchemaScript scripts;
    private final Runnable rest;

    PostgresCatalog(PostgresConnections connections) {
        this(connections, () -> {});
    }

    /** @param rest lets go of sessions that are kept for later, and with them of what they hold */
    PostgresCatalog(PostgresConnections connections, Runnable rest) {
        this.connections = connections;
        this.rest = rest;
        this.scripts = new SchemaScript(connections);
    }

    @Override
    public List<Table> tables(List<String> include, List<String> exclude) {
        return connections.call("listing tables", connection -> TableListing.read(connection, include, exclude));
    }

    @Override
    public List<Finding> obstacles(Side side, List<Table> tables, Catalog other) {
        PostgresConnections there = connectionsOf(other);
        List<Finding> found = new ArrayList<>(new Obstacles(connections, there).read(side, tables));
        if (side == Side.TARGET) {
            found.addAll(new Grants(there, connections).ofWriters(tables));
        }
        return found;
    }

    @Override
    public List<Finding> advice(Side side, List<Table> tables, Catalog other) {
        PostgresConnections there = connectionsOf(other);
        List<Finding> found = new ArrayList<>(new Advice(connections, there).read(side, tables, connections()));
        if (side == Side.TARGET) {
            found.addAll(new Grants(there, connections).ofReaders(tables));
        }
        return found;
    }

    private static PostgresConnections connectionsOf(Catalog other) {
        if (other instanceof PostgresCatalog postgres) {
            return postgres.connections;
        }
        throw new IllegalArgumentException("not a catalog of PostgreSQL: " + other);
    }

    @Override
    public Optional<Pace> pace(Table table, Size size) {
        // a session of its own, for an unfinished copy ends with its connection
        Connection connection = connections.open();
        try {
            return ReadSpeed.measure(connection, table, size);
        } finally {
            PostgresConnections.discard(connection);
        }
    }

    @Override
    public void install() {
        run("making schema bailey", OwnSchema::install);
    }

    @Override
    public void uninstall() {
        rest.run();
        run("removing schema bailey", OwnSchema::uninstall);
        run("removing replication origins", OwnOrigin::drop);
    }

    @Override
    public boolean holdsOnly(Set<String> streams) {
        return connections.call("looking into schema bailey", session -> OwnSchema.holdsOnly(session, streams));
    }

    @Override
    public Instant now() {
        return connections.call("asking for the time", session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        });
    }

    @Override
    public Script script(List<Table> tables) {
        return scripts.of(tables);
    }

    @Override
    public void run(List<String> statements, Consumer<String> before) {
        run("making the schema", connection -> ScriptRun.run(connection, statements, before));
    }

    @Override
    public boolean hasRows(Table table) {
        return connections.call("looking for rows in " + table, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT EXISTS (SELECT FROM ONLY " + Sql.name(table.id()) + ")")) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Override
    public Map<TableId, Size> sizes(List<Table> tables) {
        return connections.call("measuring tables", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SIZES)) {
                Object[] names =
                        tables.stream().map(table -> Sql.name(table.id())).toArray();
                statement.setArray(1, connection.createArrayOf("text", names));
                Map<TableId, Size> sizes = new LinkedHashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    for (Table table : tables) {
                        rows.next();
                        sizes.put(table.id(), new Size(rows.getLong(1), rows.getLong(2)));
                    }
                }
                return sizes;
            }
        });
    }

    @Override
    public Map<String, Long> sequences(List<Table> tables) {
        return connections.call("reading sequences", connection -> new Sequences(connection).lastValues(tables));
    }

    @Override
    public List<ForeignKey> foreignKeys(List<TableId> tables) {
        return connections.call("looking at foreign keys", connection -> ForeignKeys.read(connection, tables));
    }

    @Override
    public void advance(Map<String, Long> sequences, long gap) {
        connections.call("setting sequences ahead", connection -> {
            new Sequences(connection).advance(sequences, gap);
            return sequences.size();
        });
    }

    @Override
    public long oldestWriterSeconds() {
        return connections.call("looking for old transactions", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(OLDEST_WRITER)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public List<String> visitors(List<String> ignored) {
        return connections.call("looking who is connected", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(VISITORS)) {
                statement.setArray(1, connection.createArrayOf("name", ignored.toArray()));
                List<String> visitors = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        visitors.add(rows.getString(1));
                    }
                }
                return visitors;
            }
        });
    }

    @Override
    public Connections connections() {
        return connections.call("counting connections", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(CONNECTIONS)) {
                row.next();
                return new Connections(row.getInt(1), row.getInt(2));
            }
        });
    }

    @Override
    public void analyze(List<Table> tables) {
        run("refreshing statistics", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (Table table : tables) {
                    statement.execute("ANALYZE " + Sql.name(table.id()));
                }
            }
        });
    }

    /** In a session of its own, for it takes as long as it takes. */
    private void run(String doing, Step step) {
        try (Connection connection = connections.open()) {
            step.run(connection);
        } catch (SQLException e) {
            throw connections.problem(doing, e);
        }
    }

    /** Work that yields nothing. */
    @FunctionalInterface
    private interface Step {
        void run(Connection connection) throws SQLException;
    }
}
