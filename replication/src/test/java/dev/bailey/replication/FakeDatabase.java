package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Catalog;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Conflict;
import dev.bailey.core.Database;
import dev.bailey.core.Digests;
import dev.bailey.core.Finding;
import dev.bailey.core.Guard;
import dev.bailey.core.Loader;
import dev.bailey.core.Shapes;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TableSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A database in memory, as replication sees it. */
final class FakeDatabase implements Database {

    final FakeServer server = new FakeServer();
    final FakeShapes shapes = new FakeShapes();

    /** Told after each snapshot, before anything is read from it. */
    Runnable onSnapshot = () -> {};

    @Override
    public String label() {
        return "fake";
    }

    @Override
    public Catalog catalog() {
        return new Sizes();
    }

    @Override
    public Shapes shapes() {
        return shapes;
    }

    @Override
    public ChangeLog log() {
        return new FakeLog(server);
    }

    @Override
    public TableSnapshot snapshot(Table table, String format) {
        FakeSnapshot snapshot = new FakeSnapshot(server, table);
        synchronized (this) {
            onSnapshot.run();
        }
        return snapshot;
    }

    @Override
    public Loader loader() {
        return new FakeLoader(server);
    }

    @Override
    public Applier applier(String stream) {
        return new FakeApplier(server, stream);
    }

    @Override
    public Optional<Checkpoint> checkpoint(String stream) {
        synchronized (server) {
            return Optional.ofNullable(server.checkpoints.get(stream));
        }
    }

    @Override
    public List<Conflict> conflicts(String stream, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Guard guard() {
        throw new UnsupportedOperationException();
    }

    @Override
    public double number(String query, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Digests digests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** Knows only how large tables are. */
    private static final class Sizes implements Catalog {
        @Override
        public Map<TableId, Size> sizes(List<Table> tables) {
            return tables.stream().collect(Collectors.toMap(Table::id, table -> new Size(10, 100)));
        }

        @Override
        public List<Table> tables(List<String> include, List<String> exclude) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Finding> obstacles(Side side, List<Table> tables, Catalog other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Finding> advice(Side side, List<Table> tables, Catalog other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void install() {}

        @Override
        public void uninstall() {}

        @Override
        public boolean holdsOnly(Set<String> streams) {
            return true;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public List<String> visitors(List<String> ignored) {
            return List.of();
        }

        @Override
        public Script script(List<Table> tables) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void run(List<String> statements, Consumer<String> before) {}

        @Override
        public boolean hasRows(Table table) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Long> sequences(List<Table> tables) {
            return Map.of();
        }

        @Override
        public void advance(Map<String, Long> sequences, long gap) {}

        @Override
        public long oldestWriterSeconds() {
            return 0;
        }

        @Override
        public Connections connections() {
            return new Connections(1, 100);
        }

        @Override
        public void analyze(List<Table> tables) {}
    }
}
