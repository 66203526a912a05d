package dev.bailey.replication;

import dev.bailey.core.Database;
import dev.bailey.core.Loader;
import dev.bailey.core.Origin;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import java.util.List;

/** Loads rows that pass by reference: a chunk's only byte is the row's number in the snapshot. */
final class FakeLoader implements Loader {

    private final FakeServer server;

    FakeLoader(FakeServer server) {
        this.server = server;
    }

    @Override
    public String format(Table table, Database origin) {
        return "fake";
    }

    @Override
    public void empty(Table table, long bytesToCome) {
        synchronized (server) {
            server.incomplete.add(table.id());
            server.emptiedAsFollowed |= server.copied.remove(table.id());
            server.rows = server.rows.copy();
            server.rows.of(table.id()).clear();
            server.append(Origin.BAILEY, List.of(), List.of());
        }
    }

    @Override
    public long load(Table table, TableSnapshot.Rows rows) {
        FakeSnapshot.Loaded loaded = FakeSnapshot.drain(rows);
        synchronized (server) {
            FakeRows next = server.rows.copy();
            loaded.rows().forEach(row -> {
                if (!next.insert(table, row)) {
                    throw new IllegalStateException("copied twice: " + row);
                }
            });
            server.rows = next;
            server.append(Origin.BAILEY, List.of(), List.of());
        }
        return loaded.rows().size();
    }

    @Override
    public void complete(Table table) {
        synchronized (server) {
            server.incomplete.remove(table.id());
        }
    }
}
