package dev.bailey.postgres;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guard as a sequence that a statement trigger reads: no snapshot hides a sequence's value, and reading it costs a
 * microsecond. Thread-safe.
 */
final class PostgresGuard implements Guard {

    private final PostgresConnections connections;

    PostgresGuard(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public void install(List<Table> tables, GuardState initial) {
        inOwnSession("installing the guard", connection -> {
            OwnSchema.install(connection);
            // The state before the first trigger: a trigger that finds none refuses.
            moveFence(connection, null, FenceNumber.of(initial));
            GuardTriggers.install(connection, tables);
        });
    }

    @Override
    public Set<TableId> tables() {
        return connections.call("looking which tables are guarded", GuardTriggers::guarded);
    }

    @Override
    public void remove() {
        inOwnSession("removing the guard", connection -> {
            GuardTriggers.remove(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT setval(fence, 0, false) FROM to_regclass('bailey.fence') AS fence"
                        + " WHERE fence IS NOT NULL");
            }
        });
    }

    @Override
    public Reading read() {
        return connections.call("reading the guard", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT fence, millis FROM bailey.read_fence()")) {
                row.next();
                long number = row.getLong(1);
                if (row.wasNull()) {
                    throw new Problem(
                            Problem.Kind.UNFIT,
                            "the guard at " + connections.where()
                                    + " has no state: it was never installed, or removed");
                }
                // Whole milliseconds, rounded down, as the trigger has it: both decide alike about a lease.
                return new Reading(FenceNumber.read(number), Instant.ofEpochMilli(row.getLong(2)));
            }
        });
    }

    @Override
    public boolean move(GuardState expected, GuardState next) {
        long from = FenceNumber.of(expected);
        long to = FenceNumber.of(next);
        return connections.call("moving the guard to " + next, connection -> moveFence(connection, from, to));
    }

    private static boolean moveFence(Connection connection, @Nullable Long expected, long next) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT bailey.move_fence(?, ?)")) {
            statement.setObject(1, expected, Types.BIGINT);
            statement.setLong(2, next);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @Override
    public void awaitWriters(Duration timeout) {
        connections.call("waiting for open writers", connection -> new OpenWriters(connection).await(timeout));
    }

    @Override
    public boolean refusesProbe() {
        return connections.call("probing the guard", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT guarded, unguarded FROM bailey.probe()")) {
                row.next();
                return row.getInt(1) > 0 && row.getString(2) == null;
            }
        });
    }

    private void inOwnSession(String doing, Step step) {
        try (Connection connection = connections.open()) {
            step.run(connection);
        } catch (SQLException e) {
            throw connections.problem(doing, e);
        }
    }

    /** Work in a session of its own, for it changes the session or takes long. */
    @FunctionalInterface
    private interface Step {
        void run(Connection connection) throws SQLException;
    }
}
