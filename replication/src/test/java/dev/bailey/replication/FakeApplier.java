package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.Origin;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies to a database in memory as strictly as a real one: by counts, and with a unique column. */
final class FakeApplier implements Applier {

    private final FakeServer server;
    private final String stream;
    private final int session;
    private @Nullable Checkpoint next;
    private FakeRows rows = new FakeRows();
    private FakeRows saved = new FakeRows();
    private final Set<TableId> copied = new HashSet<>();
    private final Set<TableId> uncopied = new HashSet<>();
    private final List<Clash> healed = new ArrayList<>();
    private final Set<TableId> touched = new HashSet<>();

    FakeApplier(FakeServer server, String stream) {
        this.server = server;
        this.stream = stream;
        this.session = server.session();
    }

    @Override
    public void begin(Checkpoint checkpoint) {
        synchronized (server) {
            server.check(session);
            if (checkpoint.counter() != server.counter(stream) + 1) {
                throw new Problem(Problem.Kind.CONFLICT, "another process applies " + stream);
            }
            next = checkpoint;
            rows = server.rows.copy();
        }
    }

    @Override
    public void savepoint() {
        saved = rows.copy();
    }

    @Override
    public void rollbackToSavepoint() {
        rows = saved.copy();
    }

    @Override
    public Outcome write(ChangeSet set) {
        server.check(session);
        Table table = set.table();
        touched.add(table.id());
        List<Row> updated = set.updates().stream().map(Change.Update::key).toList();
        if (!rows.hasAll(table, set.deletes()) || !rows.hasAll(table, updated)) {
            return Outcome.MISCOUNTED;
        }
        set.deletes().forEach(rows.of(table.id())::remove);
        boolean done = set.updates().stream().allMatch(rows::write)
                && set.inserts().stream().allMatch(row -> rows.insert(table, row));
        return done ? Outcome.DONE : Outcome.COLLIDED;
    }

    @Override
    public Outcome rewrite(ChangeSet set) {
        server.check(session);
        Table table = set.table();
        touched.add(table.id());
        List<Row> images = new ArrayList<>(set.inserts());
        List<Row> keys = new ArrayList<>(set.deletes());
        set.updates().forEach(update -> {
            keys.add(update.key());
            images.add(update.row());
        });
        if (!rows.hasAll(table, keys)) {
            return Outcome.MISCOUNTED;
        }
        keys.forEach(rows.of(table.id())::remove);
        return images.stream().allMatch(row -> rows.insert(table, row)) ? Outcome.DONE : Outcome.COLLIDED;
    }

    @Override
    public Outcome settle(ChangeSet set) {
        server.check(session);
        Table table = set.table();
        touched.add(table.id());
        set.deletes().forEach(rows.of(table.id())::remove);
        set.inserts().forEach(row -> rows.of(table.id()).remove(row.pick(table.keyIndexes())));
        return set.inserts().stream().allMatch(row -> rows.insert(table, row)) ? Outcome.DONE : Outcome.COLLIDED;
    }

    @Override
    public Outcome write(Change change) {
        touched.add(change.table().id());
        return rows.write(change) ? Outcome.DONE : Outcome.MISCOUNTED;
    }

    @Override
    public void truncate(List<Table> tables) {
        tables.forEach(table -> touched.add(table.id()));
        rows.write(new Change.Truncate(tables));
    }

    @Override
    public void copied(TableId table) {
        synchronized (server) {
            if (server.incomplete.contains(table)) {
                throw new IllegalStateException(table + " is to be followed without its key");
            }
        }
        copied.add(table);
    }

    @Override
    public void uncopied(TableId table) {
        uncopied.add(table);
    }

    @Override
    public Set<TableId> copied() {
        synchronized (server) {
            return Set.copyOf(server.copied);
        }
    }

    @Override
    public Clash clash(Change change) {
        return rows.clash(change);
    }

    @Override
    public long halted(Checkpoint at, Clash clash) {
        synchronized (server) {
            server.halted.add(clash);
            return server.halted.size();
        }
    }

    @Override
    public void healed(Checkpoint at, Clash clash, String by) {
        healed.add(clash);
    }

    @Override
    public KeptConflicts kept() {
        synchronized (server) {
            int healed = server.healed.size();
            return new KeptConflicts(server.halted.size() + healed, healed, healed);
        }
    }

    @Override
    public void commit() {
        synchronized (server) {
            server.check(session);
            boolean cut = --server.commitsUntilCut == 0 || (server.cutAtCopied && copied.size() > 0);
            if (!cut || server.cutAfterCommit) {
                keep();
            }
            if (cut) {
                server.cut();
                server.check(session);
            }
        }
    }

    private void keep() {
        if (next == null) {
            throw new IllegalStateException("no open transaction");
        }
        server.rows = server.rows.with(rows, touched);
        touched.clear();
        server.checkpoints.put(stream, next);
        server.copied.addAll(copied);
        copied.clear();
        server.healed.addAll(healed);
        healed.clear();
        server.copied.removeAll(uncopied);
        uncopied.clear();
        server.commits++;
        server.append(Origin.BAILEY, List.of(), List.of());
        next = null;
    }

    @Override
    public void rollback() {
        next = null;
        copied.clear();
        uncopied.clear();
        healed.clear();
        touched.clear();
    }

    @Override
    public void close() {}
}
