package dev.bailey.control;

import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.replication.Touched;
import dev.bailey.verification.EqualPart;
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

    /** How far comparisons of tables have come that are not over. */
    private final Map<TableId, ProofFile.Begun> parts = new HashMap<>();

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
            if (!unsettled.containsKey(table.id())) {
                file.flatMap(kept -> kept.begun(table)).ifPresent(begun -> parts.put(table.id(), begun));
            }
            file.filter(kept -> !unsettled.containsKey(table.id()) && verdicts.isUnknown(store, table.id()))
                    .flatMap(kept -> kept.proven(table))
                    .ifPresent(proven -> restored.put(table.id(), new Verdict.Equal(proven.rows())));
        }
        if (!restored.isEmpty()) {
            verdicts.compared(store, restored, moved.get());
        }
    }

    private void keep(TableId table, Verdict verdict, Instant readFrom) {
        parts.remove(table);
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
        parts.remove(table);
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
     * @param goesOn with these tables, where an earlier one broke off
     */
    record Begun(
            Map<TableId, Set<Row>> rows,
            Others before,
            Instant at,
            Set<TableId> tables,
            Map<TableId, ProofFile.Begun> goesOn) {

        /** What need not be read. */
        Map<TableId, EqualPart> parts() {
            Map<TableId, EqualPart> parts = new HashMap<>();
            goesOn.forEach((table, earlier) -> parts.put(table, earlier.part()));
            return parts;
        }

        /** When the first of the table's rows were read. */
        private Instant of(TableId table) {
            ProofFile.Begun earlier = goesOn.get(table);
            return earlier == null ? at : earlier.at();
        }
    }

    /**
     * Whole tables are about to be read. One comparison at a time; to be ended, given up or broken off.
     *
     * @param anew all of them is read; otherwise it goes on where one of this round broke off
     */
    synchronized Begun begin(Set<TableId> tables, Instant at, boolean anew) {
        unsettledAgain.clear();
        Optional<Instant> round = file.flatMap(ProofFile::begun);
        parts.values().removeIf(part -> round.map(part.at()::isBefore).orElse(false));
        if (anew) {
            parts.keySet().removeAll(tables);
        }
        Map<TableId, ProofFile.Begun> goesOn = new HashMap<>(parts);
        goesOn.keySet().retainAll(tables);
        Set<TableId> fromTheStart = new HashSet<>(tables);
        fromTheStart.removeAll(goesOn.keySet());
        aside = changed.setAside(fromTheStart);
        return new Begun(aside, others.get(), at, Set.copyOf(tables), goesOn);
    }

    /** One of the tables is read; should the process be killed before the others are, it need not be read again. */
    synchronized void read(Begun begun, TableId table, Verdict verdict) {
        if (verdict instanceof Verdict.Equal && !unsettledAgain.contains(table)) {
            keep(table, verdict, begun.of(table));
        }
    }

    /** So much of one of the tables is read; whoever compares it next may go on there. */
    synchronized void read(Begun begun, TableId table, EqualPart part) {
        if (!unsettledAgain.contains(table)) {
            ProofFile.Begun soFar = new ProofFile.Begun(part, begun.of(table));
            parts.put(table, soFar);
            file.ifPresent(kept -> shapes.apply(table).ifPresent(shape -> kept.equalSoFar(shape, soFar)));
        }
    }

    /**
     * What others did before the comparison began did no harm, if all was read and is equal; what came later may.
     *
     * @param brokenOff of what it found unknown, the tables that the next comparison may go on with
     */
    synchronized void end(Begun begun, Map<TableId, Verdict> found, Set<TableId> brokenOff) {
        Map<TableId, Verdict> settled = new TreeMap<>(found);
        unsettledAgain.forEach(table -> settled.put(
                table,
                new Verdict.Unknown(unsettled.getOrDefault(table, table + " was replaced while it was compared"))));
        Set<TableId> read = new TreeSet<>(settled.keySet());
        read.removeIf(table -> settled.get(table) instanceof Verdict.Unknown);
        Set<TableId> now = moved.get();
        verdicts.compared(store, settled, now);
        settled.forEach((table, verdict) -> {
            if (!brokenOff.contains(table) || unsettledAgain.contains(table)) {
                keep(table, verdict, begun.of(table));
            }
        });
        unsettled.keySet().removeAll(read);
        keepBut(read, begun.rows);
        if (begun.goesOn.isEmpty() && read.containsAll(now) && verdicts.overall(store) instanceof Verdict.Equal) {
            harmless = begun.before;
        }
    }

    /** What was read is worth nothing. */
    synchronized void giveUp(Begun begun) {
        begun.tables.forEach(this::keepNot);
        breakOff(begun);
    }

    /** It ends before it has read everything; what it has read counts. */
    synchronized void breakOff(Begun begun) {
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
