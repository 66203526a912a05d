package dev.bailey.postgres;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guard of one slice: a {@link Fence} of its own, read for each row of its tenants by a trigger that serves every
 * slice. That of the last slice is the one that {@link PostgresGuard} has, so tables that are everyone's have the same
 * trigger as where nobody moves apart. Thread-safe.
 */
final class TenantGuard implements Guard {

    private final PostgresConnections connections;
    private final Tenancy tenancy;
    private final Slice slice;
    private final Fence fence;
    private volatile @Nullable TenantFunctions functions;

    TenantGuard(PostgresConnections connections, Tenancy tenancy, Slice slice) {
        this.connections = connections;
        this.tenancy = tenancy;
        this.slice = slice;
        this.fence = Fence.of(tenancy.slices(), slice);
        if (!tenancy.slices().all().contains(slice)) {
            throw new IllegalArgumentException("slice " + slice.name() + " is none of this tenancy's");
        }
    }

    @Override
    public void install(List<Table> tables, GuardState initial) {
        connections.inOwnSession("installing the guard", connection -> {
            OwnSchema.install(connection);
            // The states before the first trigger: a trigger that finds none refuses.
            new TenantSetup(connection, functions(connection)).run(initial);
            TenantTriggers.install(connection, functions(connection), tables);
        });
    }

    /** Made once, for a list may be long, and what the server's texts are in does not change. */
    private TenantFunctions functions(Connection connection) throws SQLException {
        TenantFunctions made = functions;
        if (made == null) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW server_encoding")) {
                row.next();
                made = new TenantFunctions(tenancy, row.getString(1).equals("UTF8"));
                functions = made;
            }
        }
        return made;
    }

    @Override
    public Set<TableId> tables() {
        return connections.call("looking which tables are guarded", TenantTriggers::guarded);
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
        return fence.read(connections);
    }

    @Override
    public boolean move(GuardState expected, GuardState next) {
        return fence.move(connections, expected, next);
    }

    /**
     * Once more for each step of a path: who moved a row to another tenant, and passed, may have hidden that until now
     * from somebody who writes what belongs to it.
     */
    @Override
    public void awaitWriters(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        for (int round = 0; round <= tenancy.stepsMax(); round++) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            connections.call("waiting for open writers", connection -> new OpenWriters(connection).await(left));
        }
    }

    @Override
    public boolean refusesProbe() {
        String tenant = Objects.requireNonNull(Tenancy.samples(tenancy.slices()).get(slice.name()), slice.name());
        return connections.call(
                "probing the guard",
                connection -> new TenantProof(connection, functions(connection)).holds(slice, tenant)
                        && (!isLast() || PostgresGuard.probe(connection).isRefused()));
    }

    private boolean isLast() {
        return slice.equals(tenancy.slices().last());
    }
}
