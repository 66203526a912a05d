package dev.bailey.control;

import dev.bailey.core.Applier;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Database;
import dev.bailey.core.Digests;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.runbook.Journal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows what those left on the target who try it out, and removes it by a person's word. Thread-safe. */
public final class ValidationDesk {

    /** More than these nobody reads, and each is read from both sides. */
    private static final int SHOWN_MAX = 100;

    private static final int ROWS_PER_TRANSACTION = 1_000;

    private final List<MovingStore> stores;
    private final Flips flips;
    private final Journal journal;

    ValidationDesk(List<MovingStore> stores, Flips flips, Journal journal) {
        this.stores = List.copyOf(stores);
        this.flips = flips;
        this.journal = journal;
    }

    /**
     * One row.
     *
     * @param kind how the target differs there
     * @param source the row on the source; empty where there is none
     * @param target the row on the target; empty where there is none
     */
    public record Line(String store, String table, String kind, String source, String target) {}

    /**
     * What is known of them.
     *
     * @param transactions on the target since this process has read its log
     * @param count of rows in which the sides differ
     * @param rows the first of them
     */
    public record Left(long transactions, int count, List<Line> rows) {}

    public Left left() {
        List<Line> lines = new ArrayList<>();
        long transactions = 0;
        int count = 0;
        for (MovingStore store : stores) {
            transactions += store.replication().stream(Side.TARGET).validating();
            Map<TableId, Table> tables = tables(store);
            for (Map.Entry<TableId, Set<Row>> each :
                    store.comparison().validation().all().entrySet()) {
                Table table = tables.get(each.getKey());
                if (table == null) {
                    continue;
                }
                count += each.getValue().size();
                each.getValue().stream()
                        .limit(Math.max(0, SHOWN_MAX - lines.size()))
                        .forEach(key -> lines.add(line(store, table, key)));
            }
        }
        return new Left(transactions, count, lines);
    }

    private static Map<TableId, Table> tables(MovingStore store) {
        return store.tables().stream().collect(Collectors.toMap(Table::id, Function.identity()));
    }

    private static Line line(MovingStore store, Table table, Row key) {
        String source = store.database(Side.SOURCE).digests().image(table, key);
        String target = store.database(Side.TARGET).digests().image(table, key);
        String kind = source.isEmpty() ? "added" : target.isEmpty() ? "removed" : "changed";
        return new Line(store.name(), table.id().toString(), kind, source, target);
    }

    /**
     * What was removed.
     *
     * @param rows that the target alone had
     * @param kept tables in which rows of the source were changed or removed
     */
    public record Removed(int rows, List<String> kept) {}

    /**
     * Removes the rows that the target alone has.
     *
     * @param by who wants it
     * @param hindered told why it may not be now
     * @return empty when it may not be now
     */
    public Optional<Removed> remove(String by, Consumer<String> hindered) {
        List<Removed> done = new ArrayList<>();
        flips.between(() -> {
                    // before it happens, so that nothing happens without a name
                    journal.append("validation", "", "the rows of tenants that validate are removed", Map.of("by", by));
                    int rows = 0;
                    List<String> kept = new ArrayList<>();
                    for (MovingStore store : stores) {
                        rows += remove(store, kept);
                    }
                    done.add(new Removed(rows, kept));
                })
                .ifPresent(hindered);
        return done.stream().findFirst();
    }

    private static int remove(MovingStore store, List<String> kept) {
        ValidationRows validation = store.comparison().validation();
        Map<TableId, Table> tables = tables(store);
        int removed = 0;
        for (Map.Entry<TableId, Set<Row>> each : validation.all().entrySet()) {
            Table table = tables.get(each.getKey());
            if (table == null) {
                continue;
            }
            Digests source = store.database(Side.SOURCE).digests();
            List<Row> keys = List.copyOf(each.getValue());
            boolean whole = true;
            for (int from = 0; from < keys.size(); from += ROWS_PER_TRANSACTION) {
                Set<Row> some = new HashSet<>(keys.subList(from, Math.min(keys.size(), from + ROWS_PER_TRANSACTION)));
                whole &= !some.removeAll(source.rows(table, some).keySet());
                // a customer may have taken such a key since, and the row not be carried yet
                Set<Row> theirs = store.comparison().validating(table, some);
                delete(store, table, theirs);
                validation.forget(table.id(), some);
                removed += theirs.size();
            }
            if (!whole) {
                kept.add(store.name() + " " + table.id());
            }
        }
        return removed;
    }

    /** As Bailey's own, so that the stream that reads the target's log passes it over. */
    private static void delete(MovingStore store, Table table, Set<Row> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Database target = store.database(Side.TARGET);
        String stream = store.validationStream();
        Position position = target.checkpoint(store.streamReading(Side.SOURCE))
                .map(Checkpoint::position)
                .orElseThrow(() -> new Problem(Problem.Kind.BUSY, store.name() + " is not followed yet"));
        long counter = target.checkpoint(stream).map(Checkpoint::counter).orElse(0L) + 1;
        try (Applier applier = target.applier(stream)) {
            applier.begin(new Checkpoint(stream, position, counter, /* applying= */ true, ""));
            Applier.Outcome outcome = applier.settle(new ChangeSet(table, List.copyOf(keys), List.of(), List.of()));
            if (outcome != Applier.Outcome.DONE) {
                applier.rollback();
                throw new Problem(Problem.Kind.BUSY, "rows of " + table + " changed meanwhile; ask again");
            }
            applier.commit();
        }
    }
}
