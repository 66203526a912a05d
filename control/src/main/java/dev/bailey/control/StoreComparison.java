package dev.bailey.control;

import dev.bailey.core.Milestones;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.Verdict;
import dev.bailey.verification.EqualPart;
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares both sides of one store, and keeps what it finds in its {@link Proof}. Thread-safe. */
final class StoreComparison {

    /** Comparing more than these would outlast the pause. */
    static final int CHANGED_IN_FENCE_MAX = 5_000;

    private final MovingStore store;
    private final Roster roster;
    private final Proof proof;
    private final InstantSource clock;
    private final Milestones milestones;
    private final ValidationRows validation = new ValidationRows();

    /** What was taken from the streams is nowhere else until it is in the proof. */
    private final Object touching = new Object();

    private boolean restored;

    StoreComparison(MovingStore store, Roster roster, Proof proof, InstantSource clock, Milestones milestones) {
        this.milestones = milestones;
        this.clock = clock;
        this.store = store;
        this.roster = roster;
        this.proof = proof;
    }

    /** What it met of those who try the target out. */
    ValidationRows validation() {
        return validation;
    }

    /**
     * Compares all rows of these tables, while traffic runs; what is not alike or not copied now is unknown.
     *
     * @param anew whether all of them is read, though an earlier comparison broke off
     * @param requireValid throws when what was read is worth nothing
     */
    void compare(Set<TableId> tables, boolean anew, Progress progress, Runnable requireValid) {
        noteTouched();
        Proof.Begun begun = proof.begin(tables, clock.instant(), anew);
        Kept kept = new Kept(progress, begun, requireValid);
        Map<TableId, Verdict> found;
        try {
            found = read(tables, begun.parts(), kept);
            requireValid.run();
        } catch (RuntimeException e) {
            if (kept.isWorthNothing()) {
                proof.giveUp(begun);
            } else {
                proof.breakOff(begun);
            }
            throw e;
        }
        proof.end(begun, found, kept.brokenOff(found));
        validation.all().keySet().forEach(proof::keepNot);
    }

    /** What is read is kept at once, unless a move began. */
    private final class Kept implements Progress {
        private final Progress told;
        private final Proof.Begun begun;
        private final Runnable requireValid;
        private final Map<TableId, Verdict> unread = new ConcurrentHashMap<>();

        Kept(Progress told, Proof.Begun begun, Runnable requireValid) {
            this.told = told;
            this.begun = begun;
            this.requireValid = requireValid;
        }

        @Override
        public void started(TableId table) {
            told.started(table);
        }

        @Override
        public void lookingAgain(TableId table, long rows) {
            told.lookingAgain(table, rows);
        }

        @Override
        public void equalSoFar(TableId table, EqualPart part) {
            requireValid.run();
            if (!validation.all().containsKey(table)) {
                proof.read(begun, table, part);
            }
            told.equalSoFar(table, part);
            milestones.reached("compare: part read");
        }

        @Override
        public void finished(TableId table, Verdict verdict) {
            requireValid.run();
            if (verdict instanceof Verdict.Unknown) {
                unread.put(table, verdict);
            } else if (!validation.all().containsKey(table)) {
                proof.read(begun, table, verdict);
            }
            told.finished(table, verdict);
            milestones.reached("compare: table read");
        }

        boolean isWorthNothing() {
            try {
                requireValid.run();
                return false;
            } catch (RuntimeException e) {
                return true;
            }
        }

        /** Of these verdicts, those for which a table could not be read to its end. */
        Set<TableId> brokenOff(Map<TableId, Verdict> found) {
            return unread.entrySet().stream()
                    .filter(each -> each.getValue().equals(found.get(each.getKey())))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    /** Takes over what an earlier process found equal, of tables that it had copied; does so once. */
    synchronized void restore() {
        if (!restored) {
            restored = true;
            Set<TableId> copied = store.replication().copiedBefore();
            proof.restore(roster.tables().stream()
                    .filter(table -> copied.contains(table.id()))
                    .toList());
            noteTouched();
        }
    }

    private Map<TableId, Verdict> read(Set<TableId> tables, Map<TableId, EqualPart> parts, Progress progress) {
        Map<TableId, Verdict> found = new TreeMap<>(unknown());
        List<Table> comparable = roster.tables().stream()
                .filter(table -> tables.contains(table.id()) && !found.containsKey(table.id()))
                .toList();
        if (!comparable.isEmpty()) {
            comparable.forEach(table -> validation.forget(table.id()));
            found.putAll(verification(store.owner()).compare(comparable, parts, progress));
        }
        // what was altered or copied meanwhile may have been read in either state
        found.putAll(unknown());
        found.keySet().retainAll(tables);
        return found;
    }

    private Map<TableId, Verdict> unknown() {
        Map<TableId, Verdict> unknown = new HashMap<>();
        roster.findings(roster.look(), store.owner())
                .forEach(finding -> unknown.put(finding.table(), new Verdict.Unknown(finding.sentence())));
        for (Table table : roster.tables()) {
            if (!store.replication().follows(table.id())) {
                unknown.put(table.id(), new Verdict.Unknown(table + " is being copied"));
            }
        }
        return unknown;
    }

    /** What of both sides no verdict is about. */
    List<VerdictLines.LeftOut> leftOut() {
        List<VerdictLines.LeftOut> leftOut = new ArrayList<>();
        roster.leftOut()
                .forEach((table, because) ->
                        leftOut.add(new VerdictLines.LeftOut(store.name(), table.toString(), because)));
        validation
                .all()
                .forEach((table, rows) -> leftOut.add(new VerdictLines.LeftOut(
                        store.name(), table.toString(), rows.size() + " rows of tenants that try the target out")));
        return leftOut;
    }

    /** Compares rows that changed since they were last found equal, while traffic runs. */
    void compareChanges(int most) {
        noteTouched();
        proof.changed().take(most).forEach((table, rows) -> {
            long begun = proof.mendings();
            proof.comparedChanges(compareLive(table, rows), begun);
        });
        synchronized (touching) {
            Map<TableId, Set<Row>> pending = proof.pending();
            if (pending.values().stream().mapToInt(Set::size).sum() <= CHANGED_IN_FENCE_MAX) {
                store.replication().keepTouchedOnly(pending);
            }
        }
    }

    private Verdict compareLive(TableId table, Set<Row> rows) {
        Verdict verdict = new Verdict.Unknown(table + " was not compared");
        if (isUncomparable(table, rows)) {
            proof.changed().again(table);
            return verdict;
        }
        validation.forget(table, rows);
        try {
            verdict = verification(store.owner()).recheckLive(Map.of(table, rows), byId());
            if (validation.all().containsKey(table)) {
                proof.keepNot(table);
            }
            return verdict;
        } finally {
            if (verdict instanceof Verdict.Equal) {
                proof.changed().equal(table);
            } else {
                proof.changed().again(table);
            }
        }
    }

    /** Compares these rows now, while traffic runs; what it finds is for whoever asks. */
    Verdict compareRows(Table table, Set<Row> rows) {
        return verification(store.owner()).recheckLive(Map.of(table.id(), rows), Map.of(table.id(), table));
    }

    /** Rows of a table that is being copied, has left, or was known by another key, wait for a full comparison. */
    private boolean isUncomparable(TableId table, Set<Row> rows) {
        Optional<Table> now = roster.table(table);
        return now.isEmpty()
                || proof.isUnsettled(table)
                || !store.replication().follows(table)
                || rows.stream().anyMatch(row -> row.size() != now.get().key().size());
    }

    private void noteTouched() {
        synchronized (touching) {
            for (Side side : Side.values()) {
                proof.wrote(store.replication().takeTouched(side));
            }
        }
    }

    /**
     * Compares rows of a slice that changed, once; those must be quiet on both sides. What differs in other slices may
     * be on its way, and is compared again later.
     */
    Verdict compareChangesInFence(Side from, Slice slice) {
        noteTouched();
        long begun = proof.mendings();
        int rows = proof.changed().size();
        if (rows > CHANGED_IN_FENCE_MAX) {
            return new Verdict.Unknown(rows + " rows changed since they were compared, too many for a pause");
        }
        Map<TableId, Table> tables = byId();
        Map<TableId, Set<Row>> keys = proof.changed().all();
        keys.keySet().retainAll(tables.keySet());
        Verdict verdict =
                keys.isEmpty() ? new Verdict.Equal(0) : verification(from).recheck(keys, tables, counted(slice));
        proof.comparedChanges(verdict, begun);
        if (!(verdict instanceof Verdict.Equal)) {
            return verdict;
        }
        Set<TableId> unproven = proof.unproven();
        return unproven.stream()
                .findFirst()
                .<Verdict>map(table -> new Verdict.Unknown("nor was the whole of " + table
                        + (unproven.size() == 1 ? "" : " and of " + (unproven.size() - 1) + " more tables")))
                .orElse(verdict);
    }

    /** Of rows that differ, those of this slice. */
    private BiFunction<Table, Set<Row>, Set<Row>> counted(Slice slice) {
        return store.tenancy()
                .<BiFunction<Table, Set<Row>, Set<Row>>>map(rows -> {
                    int place = rows.slices().all().indexOf(slice);
                    return (table, keys) -> new RowTenants(store, rows).ofSlice(place, table, keys);
                })
                .orElse((table, keys) -> keys);
    }

    /** What stands between the last comparison and a claim about now; empty when nothing does. */
    Optional<String> uncertainty() {
        int rows = proof.changed().size();
        return rows > CHANGED_IN_FENCE_MAX ? Optional.of(rows + " changed rows wait to be compared") : Optional.empty();
    }

    private Map<TableId, Table> byId() {
        return roster.tables().stream().collect(Collectors.toMap(Table::id, Function.identity()));
    }

    private Verification verification(Side owner) {
        return new Verification(
                store.database(Side.SOURCE),
                store.database(Side.TARGET),
                owner,
                store::catchUpAll,
                this::carried,
                VerificationSettings.standard());
    }

    /** Of rows that differ, those that are not of somebody who tries the target out alone; these are noted. */
    private Set<Row> carried(Table table, Set<Row> keys) {
        Set<Row> validating = validating(table, keys);
        validation.met(table.id(), validating);
        Set<Row> rest = new HashSet<>(keys);
        rest.removeAll(validating);
        return rest;
    }

    /** Of these rows, as they are now on either side, those that are of somebody who tries the target out alone. */
    Set<Row> validating(Table table, Set<Row> keys) {
        Optional<Tenancy> tenancy = store.tenancy();
        if (tenancy.isEmpty() || !store.ownership().mayValidate(Side.TARGET, table)) {
            return Set.of();
        }
        List<Slice> slices = tenancy.get().slices().all();
        RowTenants tenants = new RowTenants(store, tenancy.get());
        Set<Row> carried = new HashSet<>();
        Set<Row> validating = new HashSet<>();
        for (Side side : Side.values()) {
            tenants.slices(side, table, keys)
                    .forEach((key, slice) -> (slices.get(slice).validates() ? validating : carried).add(key));
        }
        validating.removeAll(carried);
        return validating;
    }
}
