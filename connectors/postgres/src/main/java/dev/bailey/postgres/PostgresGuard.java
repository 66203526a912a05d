package dev.bailey.postgres;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The guard of all tables as a whole: a {@link Fence} that a statement trigger on each of them reads. Thread-safe. */
final class PostgresGuard implements Guard {

    private final PostgresConnections connections;

    PostgresGuard(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public void install(List<Table> tables, GuardState initial) {
        connections.inOwnSession("installing the guard", connection -> {
            OwnSchema.install(connection);
            // The state before the first trigger: a trigger that finds none refuses.
            Fence.OF_EVERYONE.begin(connection, initial);
            GuardTriggers.install(connection, tables);
        });
    }

    @Override
    public Set<TableId> tables() {
        return connections.call("looking which tables are guarded", GuardTriggers::guarded);
    }

    @Override
    public void keepOnly(List<Table> tables) {
        connections.inOwnSession("removing the guard", connection -> GuardRemoval.allBut(connection, tables));
    }

    @Override
    public void remove() {
        connections.inOwnSession("removing the guard", GuardRemoval::run);
    }

    @Override
    public Reading read() {
        return Fence.OF_EVERYONE.read(connections);
    }

    @Override
    public boolean move(GuardState expected, GuardState next) {
        return Fence.OF_EVERYONE.move(connections, expected, next);
    }

    @Override
    public void awaitWriters(Duration timeout) {
        connections.call("waiting for open writers", connection -> new OpenWriters(connection).await(timeout));
    }

    @Override
    public boolean refusesProbe() {
        return connections.call("probing the guard", connection -> {
            Probe probe = probe(connection);
            return probe.guarded() > 0 && probe.isRefused();
        });
    }

    /** Tries to write to tables that are everyone's, of which there may be none. */
    static Probe probe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT guarded, unguarded FROM bailey.probe()")) {
            row.next();
            return new Probe(row.getInt(1), row.getString(2) == null);
        }
    }

    /** Of how many tables it was seen that all refuse writes, or that one does not. */
    record Probe(int guarded, boolean isRefused) {}
}
