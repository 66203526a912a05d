package dev.bailey.control;

import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.replication.Touched;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How far it is proven that both sides of a store are equal: what comparisons found, and what came after them. What
 * comes while a comparison runs outlives it. Thread-safe.
 */
final class Proof {

    private final String store;
    private final Supplier<Set<TableId>> moved;
    private final Supplier<Others> others;
    private final Verdicts verdicts;
    private final ChangedRows changed = new ChangedRows();

    /** Tables that are to be compared as a whole, and why. */
    private final Map<TableId, String> unsettled = new HashMap<>();

    /** Those of which nothing that was read since the last comparison began says anything. */
    private final Set<TableId> unsettledAgain = new TreeSet<>();

    private Others harmless = Others.NONE;

    /** Rows that changed before the comparison that runs, and need not be compared once it is over. */
    private Map<TableId, Set<Row>> aside = Map.of();

    /** How often rows were mended. */
    private long mendings;

    private Optional<ProofFile> file = Optional.empty();
    private Function<TableId, Optional<Table>> shapes = table -> Optional.empty();

    /**
     * @param moved the tables that are moved now
     * @param others what others have done until now
     */
    Proof(String store, Supplier<Set<TableId>> moved, Supplier<Others> others, Verdicts verdicts) {
        this.store = store;
        this.moved = moved;
        this.others = others;
        this.verdicts = verdicts;
    }

    /**
     * From here on what is found equal is kept for the next process too.
     *
     * @param known tables as they are now
     */
    synchronized void keepIn(ProofFile kept, Function<TableId, Optional<Table>> known) {
        file = Optional.of(kept);
        shapes = known;
    }

    /** What an earlier process found equal of these tables; what was touched since is known from elsewhere. */
    synchronized void restore(List<Table> tables) {
        Map<TableId, Verdict> restored = new TreeMap<>();
        for (Table table : tables) {
            file.filter(kept -> !unsettled.containsKey(table.id()) && verdicts.isUnknown(store, table.id()))
                    .flatMap(kept -> kept.proven(table))
                    .ifPresent(proven -> restored.put(table.id(), new Verdict.Equal(proven.rows())));
        }
        if (!restored.isEmpty()) {
            verdicts.compared(store, restored, moved.get());
        }
    }

    private void keep(TableId table, Verdict verdict, Instant readFrom) {
        if (file.isEmpty()) {
            return;
        }
        Optional<Table> shape = shapes.apply(table);
        if (verdict instanceof Verdict.Equal equal && shape.isPresent()) {
            file.get().equal(shape.get(), equal.rows(), readFrom);
        } else {
            keepNot(table);
        }
    }

    /** The next process reads the table again. */
    synchronized void keepNot(TableId table) {
        file.ifPresent(kept -> kept.unknown(table));
    }

    /** Rows that are still to be compared, those among them that a comparison has in hand. */
    synchronized Map<TableId, Set<Row>> pending() {
        Map<TableId, Set<Row>> pending = changed.all();
        aside.forEach((table, rows) ->
                pending.computeIfAbsent(table, absent -> new HashSet<>()).addAll(rows));
        return pending;
    }

    /** Rows to be compared one by one. */
    ChangedRows changed() {
        return changed;
    }

    /** A stream wrote this. */
    synchronized void wrote(Touched touched) {
        touched.whole()
                .forEach(table -> unsettle(table, table + " was emptied, or changed a lot, since it was compared"));
        changed.add(touched.keys())
                .forEach(table -> unsettle(table, "too many rows of " + table + " changed since it was compared"));
    }

    /** The table has to be compared as a whole; that it is known to differ stays known until then. */
    synchronized void unsettle(TableId table, String because) {
        unsettled.put(table, because);
        unsettledAgain.add(table);
        changed.forget(table);
        keepNot(table);
        verdicts.unknown(store, table, because);
    }

    /** All that was found of the table holds no longer. */
    synchronized void forget(TableId table) {
        unsettled.remove(table);
        unsettledAgain.add(table);
        changed.forget(table);
        keepNot(table);
        verdicts.forget(store, table);
    }

    synchronized boolean isUnsettled(TableId table) {
        return unsettled.containsKey(table);
    }

    /**
     * Tables of which nobody can say whether they are equal until they are compared as a whole. With some of them, what
     * others wrote may be in any: then all.
     */
    synchronized Set<TableId> unproven() {
        Set<TableId> all = new TreeSet<>(moved.get());
        Set<TableId> unproven = new TreeSet<>(all);
        unproven.removeIf(table -> !unsettled.containsKey(table) && !verdicts.isUnknown(store, table));
        return unproven.isEmpty() || !haveOthersWritten() ? unproven : all;
    }

    private boolean haveOthersWritten() {
        return Arrays.stream(Side.values())
                .anyMatch(side -> foreign(side) > 0 || healed(side).isPresent());
    }

    /**
     * A comparison that began, with what was there before it.
     *
     * @param rows that changed before, and need not be compared once their table was
     * @param tables that it reads
     */
    record Begun(Map<TableId, Set<Row>> rows, Others before, Instant at, Set<TableId> tables) {}

    /** Whole tables are about to be read. One comparison at a time; to be ended or given up. */
    synchronized Begun begin(Set<TableId> tables, Instant at) {
        unsettledAgain.clear();
        aside = changed.setAside(tables);
        return new Begun(aside, others.get(), at, Set.copyOf(tables));
    }

    /** One of the tables is read; should the process be killed before the others are, it need not be read again. */
    synchronized void read(Begun begun, TableId table, Verdict verdict) {
        if (verdict instanceof Verdict.Equal && !unsettledAgain.contains(table)) {
            keep(table, verdict, begun.at);
        }
    }

    /** What others did before the comparison began did no harm, if all was read and is equal; what came later may. */
    synchronized void end(Begun begun, Map<TableId, Verdict> found) {
        Map<TableId, Verdict> settled = new TreeMap<>(found);
        unsettledAgain.forEach(table -> settled.put(
                table,
                new Verdict.Unknown(unsettled.getOrDefault(table, table + " was replaced while it was compared"))));
        Set<TableId> read = new TreeSet<>(settled.keySet());
        read.removeIf(table -> settled.get(table) instanceof Verdict.Unknown);
        Set<TableId> now = moved.get();
        verdicts.compared(store, settled, now);
        settled.forEach((table, verdict) -> keep(table, verdict, begun.at));
        unsettled.keySet().removeAll(read);
        keepBut(read, begun.rows);
        if (read.containsAll(now) && verdicts.overall(store) instanceof Verdict.Equal) {
            harmless = begun.before;
        }
    }

    /** Nothing was found. */
    synchronized void giveUp(Begun begun) {
        begun.tables.forEach(this::keepNot);
        keepBut(Set.of(), begun.rows);
    }

    private void keepBut(Set<TableId> read, Map<TableId, Set<Row>> rows) {
        Map<TableId, Set<Row>> left = new HashMap<>(rows);
        left.keySet().removeAll(read);
        left.keySet().removeAll(unsettledAgain);
        wrote(new Touched(left, Set.of()));
        aside = Map.of();
    }

    /** A number for {@link #comparedChanges}, to be asked for before rows are read. */
    synchronized long mendings() {
        return mendings;
    }

    /**
     * What comparing changed rows found. Where some were mended since they were read, a difference may be theirs: it
     * counts when they are compared again.
     *
     * @param begun what {@link #mendings} said before
     */
    synchronized void comparedChanges(Verdict verdict, long begun) {
        if (begun == mendings && verdict instanceof Verdict.Different different) {
            verdicts.changesDiffer(store, different);
            different.differences().forEach(difference -> keepNot(difference.table()));
        }
    }

    /** What was found of the table last; unknown when nothing was. */
    Verdict verdict(TableId table) {
        return verdicts.of(store, table);
    }

    /** The rows of a table that are known to differ, as far as each is kept. */
    List<Verdict.Difference> differences(TableId table) {
        return verdicts.differences(store, table);
    }

    /** How many more differ. */
    long unlisted(TableId table) {
        return verdicts.unlisted(store, table);
    }

    /** Rows that were known to differ were mended, and are equal now. */
    synchronized void mended(TableId table, Set<Row> rows) {
        mendings++;
        if (verdicts.mended(store, table, rows)) {
            unsettle(table, "rows of " + table + " differed that were not kept one by one");
        }
    }

    /** Writes by somebody else on this side since before both sides were last found equal. */
    synchronized long foreign(Side side) {
        return others.get().foreign(side) - harmless.foreign(side);
    }

    /** The last conflict that was healed on this side, unless both sides were found equal since. */
    synchronized OptionalLong healed(Side side) {
        long last = others.get().lastHeal(side);
        return last > harmless.lastHeal(side) ? OptionalLong.of(last) : OptionalLong.empty();
    }
}
