package dev.bailey.control;

import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Journal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Mends rows of one table that differ. Confined to one thread; of use once. */
final class Repair {

    private static final String KIND = "repair";

    private final NamedTable named;
    private final MovingStore store;
    private final Table table;
    private final Flips flips;
    private final Ledgers ledgers;
    private final Journal journal;
    private final Map<Row, RowToMend> rows = new LinkedHashMap<>();
    private final Map<Side, Set<Row>> byOwner = new EnumMap<>(Side.class);

    /** @param wanted rows that a comparison has found to differ */
    Repair(NamedTable named, List<Verdict.Difference> wanted, Flips flips, Ledgers ledgers, Journal journal) {
        this.named = named;
        this.store = named.store();
        this.table = named.table();
        this.flips = flips;
        this.ledgers = ledgers;
        this.journal = journal;
        wanted.forEach(difference -> rows.put(difference.key(), new RowToMend(difference)));
    }

    /** Changes nothing. */
    RepairAnswer dryRun() {
        look();
        mendable().forEach(key -> row(key).outcome("would be mended"));
        return answer(/* dryRun= */ true, mendable().size(), "", /* equal= */ false);
    }

    RepairAnswer run(String by) {
        long moves = ledgers.entries();
        look();
        Set<Row> mendable = mendable();
        if (mendable.isEmpty()) {
            return answer(/* dryRun= */ false, 0, "", /* equal= */ false);
        }
        Set<Row> mended = new HashSet<>();
        Optional<String> hindered = mend(moves, by, mended);
        if (mended.isEmpty() && hindered.isPresent()) {
            return new RepairAnswer.Refused(hindered.get());
        }
        mendable.forEach(key ->
                row(key).outcome(mended.contains(key) ? "mended" : "left alone: " + hindered.orElse("it is moving")));
        journal.append(
                KIND, named.name(), "mended", Map.of("by", by, "rows", mended.size() + " of " + mendable.size()));
        Verdict verdict = mended.isEmpty()
                ? new Verdict.Unknown("no row stood still to be mended: ask again")
                : store.comparison().compareRows(table, mended);
        boolean equal = verdict instanceof Verdict.Equal;
        if (equal) {
            store.proof().mended(table.id(), mended);
        }
        return answer(
                /* dryRun= */ false, mended.size(), verdict.sentence(), equal && mended.size() == mendable.size());
    }

    /** What was proven a while ago may have been written since, by the application itself. */
    private void look() {
        Set<Row> different = differing();
        rows.forEach((key, row) -> {
            if (!different.contains(key)) {
                row.outcome("left alone: it is equal by now, or moving");
            }
        });
        for (Side side : Side.values()) {
            store.database(side)
                    .digests()
                    .rows(table, different)
                    .forEach((key, digest) -> row(key).digest(side, digest));
        }
        owners(different).forEach((key, owner) -> {
            row(key).from(owner);
            byOwner.computeIfAbsent(owner, side -> new HashSet<>()).add(key);
        });
    }

    private Set<Row> differing() {
        Verdict now = store.comparison().compareRows(table, rows.keySet());
        return now instanceof Verdict.Different different
                ? different.differences().stream().map(Verdict.Difference::key).collect(Collectors.toSet())
                : Set.of();
    }

    /** Whose each row is. Where slices live on both sides, each side on which it is has to say the same. */
    private Map<Row, Side> owners(Set<Row> keys) {
        Ownership ownership = store.ownership();
        Map<Row, Side> owners = new LinkedHashMap<>();
        if (ownership.sole().isPresent()) {
            keys.forEach(key -> owners.put(key, ownership.common()));
            return owners;
        }
        RowTenants tenants = new RowTenants(store, store.tenancy().orElseThrow());
        Map<Row, Set<Side>> said = new LinkedHashMap<>();
        for (Side side : Side.values()) {
            tenants.slices(side, table, keys).forEach((key, slice) -> {
                boolean owned = ownership.owns(side, slice);
                said.computeIfAbsent(key, each -> EnumSet.noneOf(Side.class)).add(owned ? side : side.opposite());
            });
        }
        said.forEach((key, sides) -> {
            if (sides.size() == 1) {
                owners.put(key, sides.iterator().next());
            }
        });
        return owners;
    }

    private Set<Row> mendable() {
        return byOwner.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /**
     * Mends what it can, outside of any move.
     *
     * @param moves how many there were when the rows were looked at
     * @return what stood in the way of some
     */
    private Optional<String> mend(long moves, String by, Set<Row> mended) {
        List<String> hindered = new ArrayList<>();
        flips.between(() -> {
                    if (ledgers.entries() != moves) {
                        hindered.add("a move came between, after which another side may own them; compare again");
                    } else if (!store.replication().follows(table.id())) {
                        hindered.add(table + " is being copied, which mends it as a whole");
                    } else {
                        byOwner.forEach((owner, keys) -> mended.addAll(mend(owner, keys, by, hindered)));
                    }
                })
                .ifPresent(hindered::add);
        return hindered.stream().findFirst();
    }

    private Set<Row> mend(Side owner, Set<Row> keys, String by, List<String> hindered) {
        if (store.replication().stream(owner).halted().isPresent()) {
            hindered.add("the stream from the " + owner.label()
                    + " has halted at a conflict, and mends nothing before \"bailey conflicts\" lets it go on");
            return Set.of();
        }
        note(owner, keys, by); // before it happens, so that nothing happens without a name
        try {
            return store.replication().mend(owner, table, keys);
        } catch (Problem problem) {
            hindered.add(String.valueOf(problem.getMessage()));
            return Set.of();
        }
    }

    /** With keys, for what a person changes in somebody's data must be traceable to the row; never what is in it. */
    private void note(Side owner, Set<Row> keys, String by) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("by", by);
        details.put("from", owner.label());
        details.put("rows", keys.stream().map(key -> row(key).note()).collect(Collectors.joining("\n")));
        journal.append(KIND, named.name(), "asked for", details);
    }

    private RowToMend row(Row key) {
        return Objects.requireNonNull(rows.get(key));
    }

    private RepairAnswer answer(boolean dryRun, long mended, String verdict, boolean equal) {
        return new RepairAnswer.Done(
                store.name(),
                table.id().toString(),
                dryRun,
                rows.values().stream().map(RowToMend::line).toList(),
                mended,
                store.proof().unlisted(table.id()),
                verdict,
                equal);
    }
}
