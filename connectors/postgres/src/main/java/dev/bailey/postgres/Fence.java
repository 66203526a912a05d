package dev.bailey.postgres;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a guard: a sequence, whose value no snapshot hides and a trigger reads in less than a microsecond.
 * Immutable.
 *
 * @param sequence as SQL spells it
 */
record Fence(String sequence) {

    /** Of everyone: where tenants move apart, of the last slice. */
    static final Fence OF_EVERYONE = new Fence("bailey.fence");

    static Fence of(Slices slices, Slice slice) {
        return slice.equals(slices.last()) ? OF_EVERYONE : new Fence("bailey." + Sql.name("fence_" + slice.name()));
    }

    /** Gives it a state if it has none. */
    void begin(Connection connection, GuardState initial) throws SQLException {
        move(connection, null, FenceNumber.of(initial));
    }

    boolean move(PostgresConnections connections, GuardState expected, GuardState next) {
        long from = FenceNumber.of(expected);
        long to = FenceNumber.of(next);
        return connections.call("moving the guard to " + next, connection -> move(connection, from, to));
    }

    private boolean move(Connection connection, @Nullable Long expected, long next) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT bailey.move_fence(to_regclass(?), ?, ?)")) {
            statement.setString(1, sequence);
            statement.setObject(2, expected, Types.BIGINT);
            statement.setLong(3, next);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    Guard.Reading read(PostgresConnections connections) {
        return connections.call("reading the guard", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT fence, millis FROM bailey.read_fence(to_regclass(?))")) {
                statement.setString(1, sequence);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long number = row.getLong(1);
                    if (row.wasNull()) {
                        throw new Problem(
                                Problem.Kind.UNFIT,
                                "the guard at " + connections.where()
                                        + " has no state: it was never installed, or removed");
                    }
                    // Whole milliseconds, rounded down, as the trigger has it: both decide alike about a lease.
                    return new Guard.Reading(FenceNumber.read(number), Instant.ofEpochMilli(row.getLong(2)));
                }
            } catch (SQLException e) {
                if (!PostgresProblems.isMissing(e)) {
                    throw e;
                }
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "there is no guard of Bailey's at " + connections.where()
                                + ", so nothing of it refuses writes: it was never installed, or removed",
                        e);
            }
        });
    }
}
