package dev.bailey.control;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.TableTriggers;
import dev.bailey.core.Tenancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's way out when Bailey and its journal are gone and nobody can write: transition 13 by hand. It opens the
 * side that was shut for good last, which has every acknowledged write, after making sure that no late command can ever
 * open the other one.
 */
public final class BreakGlass {

    private final List<String> done = new ArrayList<>();

    private BreakGlass() {}

    /**
     * Opens this side of every store of the plan. Safe to repeat; a restarted Bailey takes it for a retreat of its own.
     *
     * @param slices those to open
     * @return what was done, a sentence for each store and guard
     * @throws Problem {@link Problem.Kind#CONFLICT} when that side may lack acknowledged writes, or the other one is
     *     open; nothing was opened then
     */
    public static List<String> open(Plan plan, Map<String, Connector> connectors, Side side, List<Slice> slices) {
        BreakGlass glass = new BreakGlass();
        List<Database> databases = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        try {
            plan.stores().forEach((name, store) -> {
                Connector connector = connectors.get(store.engine());
                if (connector == null) {
                    throw new Problem(Problem.Kind.UNFIT, "store " + name + ": no connector for " + store.engine());
                }
                Database opening = connector.open(store.url(side));
                databases.add(opening);
                Database other = connector.open(store.url(side.opposite()));
                databases.add(other);
                List<Table> tables = opening.catalog().tables(store.include(), store.exclude());
                Optional<Tenancy> tenancy = store.tenancy(plan.slices());
                for (Slice slice : slices) {
                    if (MovingStore.has(tenancy, plan.slices(), slice)) {
                        pairs.add(new Pair(
                                plan.slices().size() == 1 ? name : name + ", slice " + slice.name(),
                                MovingStore.guard(opening, tenancy, slice),
                                MovingStore.guard(other, tenancy, slice),
                                StoreTriggers.of(opening, tenancy),
                                StoreTriggers.of(other, tenancy),
                                tables));
                    }
                }
            });
            pairs.forEach(pair -> requireSafe(pair, side));
            pairs.forEach(pair -> glass.burn(pair, side.opposite()));
            pairs.forEach(pair -> glass.reopen(pair, side));
            return glass.done;
        } finally {
            databases.forEach(Database::close);
        }
    }

    /** The guards of one slice of a store, and its triggers. */
    private record Pair(
            String store,
            Guard opening,
            Guard other,
            TableTriggers openingTriggers,
            TableTriggers otherTriggers,
            List<Table> tables) {}

    private static void requireSafe(Pair pair, Side side) {
        Guard.Reading mine = pair.opening().read();
        Guard.Reading others = pair.other().read();
        if (others.accepts()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "the " + side.opposite().label() + " of " + pair.store() + " takes writes (" + others.state()
                            + "): opening the " + side.label() + " as well would split the data");
        }
        if (mine.state().isShut() && !ownedLast(mine.state(), others.state())) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "the " + side.opposite().label() + " of " + pair.store() + " owned the data last ("
                            + others.state() + ") and may hold writes that the " + side.label() + " lacks ("
                            + mine.state() + "): open the " + side.opposite().label()
                            + " instead, or let bailey run go forward");
        }
    }

    /**
     * Whether this guard was shut by the last move rather than before any, by an earlier one, or by burning. Only a
     * move shuts a guard in an odd epoch, see {@link Intent}; the other side can at most be burnt for that same move.
     */
    private static boolean ownedLast(GuardState mine, GuardState other) {
        return mine.epoch() % 2 == 1 && other.epoch() <= mine.epoch() + 1;
    }

    private void burn(Pair pair, Side other) {
        GuardState mine = pair.opening().read().state();
        if (!mine.isShut()) {
            return;
        }
        Guard guard = pair.other();
        GuardState found = guard.read().state();
        GuardState burnt = found.burn(mine.epoch());
        if (!burnt.equals(found) && !guard.move(found, burnt)) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "the " + other.label() + " of " + pair.store() + " was moved meanwhile");
        }
        done.add("the " + other.label() + " of " + pair.store() + " stays " + burnt);
    }

    private void reopen(Pair pair, Side side) {
        Guard guard = pair.opening();
        GuardState found = guard.read().state();
        GuardState open = found.isShut() ? found.retreat(found.epoch()) : found;
        if (found.isShut()) {
            pair.otherTriggers().takeOff(pair.tables(), pair.openingTriggers());
            pair.openingTriggers().putBack();
        }
        if (!open.equals(found) && !guard.move(found, open)) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "the " + side.label() + " of " + pair.store() + " was moved meanwhile");
        }
        done.add("the " + side.label() + " of " + pair.store() + " is " + open
                + (open.isLeased() ? ", and takes writes again by itself after that" : ""));
    }
}
