package dev.bailey.mysql;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The guard of a whole database: a trigger on each table, which reads one {@link Fence}. Thread-safe. */
final class MysqlGuard implements Guard {

    /** What our trigger answers. */
    static final int REFUSED = 1644;

    private final MysqlConnections connections;
    private final Fence fence;
    private final GuardTriggers triggers;

    MysqlGuard(MysqlConnections connections) {
        this.connections = connections;
        this.fence = new Fence(connections, Fence.EVERYONES, "the guard");
        this.triggers = new GuardTriggers(connections);
    }

    @Override
    public void install(List<Table> tables, GuardState initial) {
        connections.call("installing the guard", session -> {
            connections.own().install(session);
            // The state before the first trigger: a trigger that finds none refuses.
            fence.begin(session, initial);
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
        triggers.removeBut(tables.stream().map(Table::id).collect(Collectors.toSet()));
    }

    /** And those of slices. */
    @Override
    public void remove() {
        triggers.removeBut(Set.of());
        connections.call("removing the guard", session -> {
            for (String table : List.of("tenant", "slice", "guard")) {
                connections.own().empty(session, table);
            }
            return session;
        });
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
        return connections.call("probing the guard", triggers::refuse);
    }
}
