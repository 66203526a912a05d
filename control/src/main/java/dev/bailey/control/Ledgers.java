package dev.bailey.control;

import dev.bailey.core.Ownership;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Tenancy;
import dev.bailey.runbook.Journal;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The journal's parts about all slices. At most one of them has a move under way. Thread-safe. */
final class Ledgers {

    private final Slices slices;
    private final Map<String, Ledger> all = new LinkedHashMap<>();

    Ledgers(Journal journal, Slices slices) {
        this.slices = slices;
        slices.all().forEach(slice -> all.put(slice.name(), new Ledger(journal, slice)));
    }

    /** That of a slice of the plan. */
    Ledger of(Slice slice) {
        Ledger ledger = all.get(slice.name());
        if (ledger == null) {
            throw new IllegalArgumentException("the plan has no slice " + slice.name());
        }
        return ledger;
    }

    Slices slices() {
        return slices;
    }

    /** As last decided, in the order of the slices. */
    List<Route> routes() {
        return all.values().stream().map(Ledger::route).toList();
    }

    private List<Side> sides() {
        return routes().stream().map(Route::writes).toList();
    }

    /** Those that own a slice that moves. */
    Set<Side> owners() {
        EnumSet<Side> owners = EnumSet.noneOf(Side.class);
        slices.moving().forEach(slice -> owners.add(of(slice).route().writes()));
        return owners;
    }

    /** The side that owns every slice that moves; empty while they live on both. */
    Optional<Side> sole() {
        Set<Side> owners = owners();
        return owners.size() == 1 ? Optional.of(owners.iterator().next()) : Optional.empty();
    }

    /** The side that owns what is everyone's. */
    Side common() {
        return of(slices.last()).route().writes();
    }

    /** Who owns the rows of a store. */
    Ownership ownership(Optional<Tenancy> tenancy) {
        return ownership(tenancy, sides());
    }

    /** The same, with one slice on a side of which the journal does not know yet. */
    Ownership ownership(Optional<Tenancy> tenancy, String slice, Side side) {
        return ownership(
                tenancy,
                routes().stream()
                        .map(route -> route.slice().equals(slice) ? side : route.writes())
                        .toList());
    }

    private static Ownership ownership(Optional<Tenancy> tenancy, List<Side> sides) {
        return tenancy.map(rows -> Ownership.of(rows, sides))
                .orElseGet(() -> Ownership.sole(sides.get(sides.size() - 1)));
    }

    /** The move that was begun and has no end yet. */
    Optional<Intent> open() {
        return all.values().stream().map(Ledger::open).flatMap(Optional::stream).findFirst();
    }

    /** How many entries there are; more than before when a move began or ended. */
    long entries() {
        return all.values().stream().mapToLong(Ledger::entries).sum();
    }

    /** That of the next move: above every one so far, whichever slice it was of, so that it names one move. */
    long nextEpoch() {
        return routes().stream().mapToLong(Route::epoch).max().orElseThrow() + 1;
    }

    /** Every move that has ended, oldest first. */
    List<FlipRecord> history() {
        return all.values().stream()
                .flatMap(ledger -> ledger.history().stream())
                .sorted(Comparator.comparingLong(
                        record -> record.flip().intent().epoch()))
                .toList();
    }

    /** Where the move went that was done last; the source before the first. */
    Side lastTo() {
        return history().stream()
                .map(FlipRecord::flip)
                .filter(Flip::isDone)
                .map(Flip::owner)
                .reduce(Side.SOURCE, (earlier, later) -> later);
    }
}
