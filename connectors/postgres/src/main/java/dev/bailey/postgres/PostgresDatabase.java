package dev.bailey.postgres;

import dev.bailey.core.Applier;
import dev.bailey.core.Catalog;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Conflict;
import dev.bailey.core.Database;
import dev.bailey.core.Digests;
import dev.bailey.core.Guard;
import dev.bailey.core.Loader;
import dev.bailey.core.OneNumber;
import dev.bailey.core.Shapes;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Tenancy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One database of PostgreSQL. */
final class PostgresDatabase implements Database {

    /** No such table: Bailey has not been here yet. */
    private static final String NO_TABLE = "42P01";

    private final PostgresConnections connections;
    private final String version;
    private final PostgresCatalog catalog;
    private final PostgresShapes shapes;
    private final PostgresLog log;
    private final PostgresLoader loader;
    private final PostgresGuard guard;
    private final PostgresDigests digests;

    PostgresDatabase(PostgresConnections connections, String version) {
        this.connections = connections;
        this.version = version;
        this.shapes = new PostgresShapes(connections);
        this.log = new PostgresLog(connections);
        this.loader = new PostgresLoader(connections);
        this.catalog = new PostgresCatalog(connections, loader::rest);
        this.guard = new PostgresGuard(connections);
        this.digests = new PostgresDigests(connections);
    }

    PostgresConnections connections() {
        return connections;
    }

    @Override
    public String label() {
        return "PostgreSQL " + version + " at " + connections.where();
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public Shapes shapes() {
        return shapes;
    }

    @Override
    public ChangeLog log() {
        return log;
    }

    @Override
    public TableSnapshot snapshot(Table table, String format) {
        return new PostgresTableSnapshot(connections, table, format);
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public Applier applier(String stream) {
        return new PostgresApplier(connections, stream);
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        return connections.call("reading the checkpoint of " + stream, session -> {
            try (PreparedStatement statement = session.prepareStatement(
                    "SELECT position, counter, applying, mark FROM bailey.checkpoint WHERE stream = ?")) {
                statement.setString(1, stream);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(checkpoint(stream, row)) : Optional.empty();
                }
            } catch (SQLException e) {
                if (!NO_TABLE.equals(e.getSQLState())) {
                    throw e;
                }
                return Optional.empty();
            }
        });
    }

    private static Checkpoint checkpoint(String stream, ResultSet row) throws SQLException {
        return new Checkpoint(stream, Lsn.of(row.getString(1)), row.getLong(2), row.getBoolean(3), row.getString(4));
    }

    @Override
    public List<Conflict> conflicts(String stream, int most) {
        return connections.call("reading conflicts", session -> {
            try {
                return ConflictTable.newest(session, stream, most);
            } catch (SQLException e) {
                if (!NO_TABLE.equals(e.getSQLState())) {
                    throw e;
                }
                return List.of();
            }
        });
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public Guard guard(Tenancy tenancy, Slice slice) {
        return tenancy.slices().size() == 1 ? guard : new TenantGuard(connections, tenancy, slice);
    }

    @Override
    public Digests digests() {
        return digests;
    }

    /** In a session of its own, for the query may name what it likes without a schema. */
    @Override
    public double number(String query, Duration limit) {
        try (Connection session = connections.open(OneNumber.silenceMax(limit))) {
            try (Statement statement = session.createStatement()) {
                statement.execute("RESET search_path");
            }
            return OneNumber.read(session, query, limit, connections.where());
        } catch (SQLException e) {
            throw connections.problem("reading a figure", e);
        }
    }

    @Override
    public void close() {
        loader.close();
        connections.close();
    }
}
