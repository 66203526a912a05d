package dev.bailey.app;

import dev.bailey.core.Applier;
import dev.bailey.core.Catalog;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Check;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Conflict;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Digests;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Loader;
import dev.bailey.core.Row;
import dev.bailey.core.Shapes;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TableSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A planted mistake: everything is real but the guards, which say yes to all and refuse nobody, and what would notice
 * it.
 */
record UnfencedConnector(Connector real) implements Connector {

    @Override
    public String engine() {
        return real.engine();
    }

    @Override
    public List<String> usualTables() {
        return real.usualTables();
    }

    @Override
    public List<Check> checks() {
        return real.checks();
    }

    @Override
    public Database open(String url) {
        return new Unfenced(real.open(url), new Toothless());
    }

    private record Unfenced(Database real, Guard guard) implements Database {

        @Override
        public String label() {
            return real.label();
        }

        @Override
        public Catalog catalog() {
            return real.catalog();
        }

        @Override
        public Shapes shapes() {
            return real.shapes();
        }

        @Override
        public ChangeLog log() {
            return real.log();
        }

        @Override
        public TableSnapshot snapshot(Table table, String format) {
            return real.snapshot(table, format);
        }

        @Override
        public Loader loader() {
            Loader loader = real.loader();
            return new Loader() {
                @Override
                public String format(Table table, Database origin) {
                    return loader.format(table, origin instanceof Unfenced wrapped ? wrapped.real : origin);
                }

                @Override
                public void empty(Table table, long bytesToCome) {
                    loader.empty(table, bytesToCome);
                }

                @Override
                public long load(Table table, TableSnapshot.Rows rows) {
                    return loader.load(table, rows);
                }

                @Override
                public void complete(Table table) {
                    loader.complete(table);
                }
            };
        }

        @Override
        public double number(String query, Duration limit) {
            return real.number(query, limit);
        }

        @Override
        public List<Conflict> conflicts(String stream, int most) {
            return real.conflicts(stream, most);
        }

        @Override
        public Applier applier(String stream) {
            return real.applier(stream);
        }

        @Override
        public Optional<Checkpoint> checkpoint(String stream) {
            return real.checkpoint(stream);
        }

        @Override
        public Digests digests() {
            return new BlindToChanges(real.digests());
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** Whole tables are compared, but not the rows that changed: that comparison notices a fence that is not there. */
    private record BlindToChanges(Digests real) implements Digests {

        @Override
        public List<Bucket> buckets(Table table, int buckets) {
            return real.buckets(table, buckets);
        }

        @Override
        public Map<Row, Long> rows(Table table, int buckets, Set<Integer> wanted) {
            return real.rows(table, buckets, wanted);
        }

        @Override
        public Map<Row, Long> rows(Table table, Collection<Row> keys) {
            return Map.of();
        }

        @Override
        public Map<Row, Row> whole(Table table, Collection<Row> keys) {
            return real.whole(table, keys);
        }

        @Override
        public String image(Table table, Row key) {
            return real.image(table, key);
        }
    }

    private static final class Toothless implements Guard {

        private GuardState state = GuardState.open(0);

        @Override
        public Set<TableId> tables() {
            return Set.of();
        }

        @Override
        public synchronized void install(List<Table> tables, GuardState initial) {
            state = initial;
        }

        @Override
        public void keepOnly(List<Table> tables) {}

        @Override
        public void remove() {}

        @Override
        public synchronized Reading read() {
            return new Reading(state, Instant.EPOCH);
        }

        @Override
        public synchronized boolean move(GuardState expected, GuardState next) {
            boolean moves = state.equals(expected);
            state = moves ? next : state;
            return moves;
        }

        @Override
        public void awaitWriters(Duration timeout) {}

        @Override
        public boolean refusesProbe() {
            return true;
        }
    }
}
