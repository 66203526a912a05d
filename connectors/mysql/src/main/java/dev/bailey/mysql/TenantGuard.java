package dev.bailey.mysql;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The guard of one slice: a {@link Fence} of its own, read for each row of its tenants by triggers that serve every
 * slice. That of the last slice is the one that {@link MysqlGuard} has. Thread-safe.
 */
final class TenantGuard implements Guard {

    private final MysqlConnections connections;
    private final Slice slice;
    private final boolean last;
    private final String sample;
    private final Fence fence;
    private final TenantTriggers triggers;
    private final TenantSetup setup;

    TenantGuard(MysqlConnections connections, Tenancy tenancy, Slice slice) {
        this.connections = connections;
        this.slice = slice;
        if (!tenancy.slices().all().contains(slice)) {
            throw new IllegalArgumentException("slice " + slice.name() + " is none of this tenancy's");
        }
        this.last = slice.equals(tenancy.slices().last());
        this.sample = Objects.requireNonNull(Tenancy.samples(tenancy.slices()).get(slice.name()), slice.name());
        TenantText text = new TenantText(connections, tenancy);
        this.fence = new Fence(connections, text.number(slice), "the guard of slice " + slice.name());
        this.triggers = new TenantTriggers(connections, text);
        this.setup = new TenantSetup(connections, text, triggers);
    }

    @Override
    public void install(List<Table> tables, GuardState initial) {
        connections.call("installing the guard", session -> {
            // The states before the first trigger: a trigger that finds none refuses.
            setup.run(session, initial);
            return initial;
        });
        triggers.install(tables);
    }

    /** What its triggers read costs each writer a lock. */
    @Override
    public boolean disturbsWriters() {
        return true;
    }

    @Override
    public void extend(Table table) {
        triggers.extend(table);
    }

    @Override
    public boolean refusesTruncation() {
        return false;
    }

    @Override
    public Set<TableId> tables() {
        return connections.call("looking which tables are guarded", triggers::guarded);
    }

    @Override
    public void keepOnly(List<Table> tables) {
        new MysqlGuard(connections).keepOnly(tables);
    }

    @Override
    public void remove() {
        new MysqlGuard(connections).remove();
    }

    @Override
    public Reading read() {
        return fence.read();
    }

    @Override
    public boolean move(GuardState expected, GuardState next) {
        return fence.move(expected, next);
    }

    @Override
    public void awaitWriters(Duration timeout) {
        fence.awaitWriters(timeout);
    }

    @Override
    public boolean refusesProbe() {
        return connections.call("probing the guard", this::refusesProbe);
    }

    private boolean refusesProbe(Connection session) throws SQLException {
        GuardTriggers whole = new GuardTriggers(connections);
        return setup.isRefused(session, slice, sample)
                && (!last || whole.guarded(session).isEmpty() || whole.refuse(session));
    }
}
