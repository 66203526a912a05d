package dev.bailey.mysql;

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
import dev.bailey.core.TableTriggers;
import dev.bailey.core.Tenancy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One database of MySQL or MariaDB. */
final class MysqlDatabase implements Database {

    private final MysqlConnections connections;
    private final Dialect dialect;
    private final Marks marks;
    private final MysqlCatalog catalog;
    private final MysqlShapes shapes;
    private final MysqlLog log;
    private final MysqlLoader loader;
    private final MysqlGuard guard;
    private final MysqlTriggers triggers;
    private final MysqlDigests digests;

    /** Asks the server what it is. */
    static MysqlDatabase of(MysqlConnections connections) {
        return new MysqlDatabase(connections, connections.call("looking at the server", Dialect::of));
    }

    MysqlDatabase(MysqlConnections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
        this.marks = new Marks(connections);
        this.shapes = new MysqlShapes(connections);
        this.catalog = new MysqlCatalog(connections, shapes);
        this.log = new MysqlLog(connections, dialect, marks);
        this.loader = new MysqlLoader(connections);
        this.guard = new MysqlGuard(connections);
        this.triggers = new MysqlTriggers(connections);
        this.digests = new MysqlDigests(connections, dialect);
    }

    @Override
    public String label() {
        return dialect + " at " + connections.where();
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
        return new MysqlTableSnapshot(connections, dialect, marks, table, format);
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public Applier applier(String stream) {
        return new MysqlApplier(connections, dialect, stream);
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        String sql = "SELECT position, counter, applying, mark FROM "
                + connections.own().table("checkpoint") + " WHERE stream = ?";
        return connections.call("reading the checkpoint of " + stream, session -> {
            try (PreparedStatement statement = session.prepareStatement(sql)) {
                statement.setString(1, stream);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(checkpoint(stream, row)) : Optional.empty();
                }
            } catch (SQLException e) {
                if (!MysqlProblems.isMissing(e)) {
                    throw e;
                }
                return Optional.empty();
            }
        });
    }

    private static Checkpoint checkpoint(String stream, ResultSet row) throws SQLException {
        return new Checkpoint(
                stream, LogPosition.of(row.getString(1)), row.getLong(2), row.getBoolean(3), row.getString(4));
    }

    @Override
    public List<Conflict> conflicts(String stream, int most) {
        return connections.call("reading conflicts", session -> {
            try {
                return new ConflictTable(connections.own()).newest(session, stream, most);
            } catch (SQLException e) {
                if (!MysqlProblems.isMissing(e)) {
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
    public TableTriggers triggers() {
        return triggers;
    }

    @Override
    public Digests digests() {
        return digests;
    }

    /** In a session of its own, for it may be one that takes long. */
    @Override
    public double number(String query, Duration limit) {
        try (Connection session = connections.open(OneNumber.silenceMax(limit))) {
            return OneNumber.read(session, query, limit, connections.where());
        } catch (SQLException e) {
            throw connections.problem("reading a figure", e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
