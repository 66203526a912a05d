package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Database;
import dev.bailey.core.Finding;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what was found of a store's tables so: takes new ones in, lets go of those that are gone. Thread-safe. */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final MovingStore store;
    private final Roster roster;
    private final Refusals refusals = new Refusals(System::nanoTime);
    private Set<TableId> unlikeBefore = Set.of();

    Intake(MovingStore store, Roster roster) {
        this.store = store;
        this.roster = roster;
    }

    /**
     * No move may be under way: what is taken in here is not guarded before.
     *
     * @return whether there is something new to compare
     */
    synchronized boolean keepUp(Side owner) {
        Look look = roster.look();
        Set<TableId> unlike = new HashSet<>();
        boolean acted = false;
        for (Roster.Finding finding : roster.findings(look, owner)) {
            TableId id = finding.table();
            switch (finding.act()) {
                case MEND -> {
                    unlike.add(id);
                    roster.table(id).ifPresent(table -> store.compareAnew(id, finding.sentence()));
                }
                case RESHAPE -> {
                    look.at(owner).table(id).ifPresent(table -> reshape(table, look));
                    acted = true;
                }
                case LET_GO -> {
                    letGo(id);
                    acted = true;
                }
                case REPLACE, TAKE_IN ->
                    acted |= look.at(owner)
                            .table(id)
                            .filter(table -> takeIn(table, look, owner))
                            .isPresent();
            }
        }
        acted |= !unlike.containsAll(unlikeBefore);
        unlikeBefore = unlike;
        return acted;
    }

    /** Says of what is new why it waits. */
    void putOff(Side owner) {
        for (Roster.Finding finding : roster.findings(roster.look(), owner)) {
            if (finding.act() == Roster.Act.TAKE_IN) {
                roster.refuse(
                        finding.table(),
                        finding.table()
                                + " is not moved yet: it has to be copied, and slices stand on both sides; leave it"
                                + " out (tables.exclude) until all of them are on one side");
            }
        }
    }

    private void reshape(Table table, Look look) {
        roster.took(table, look);
        store.compareAnew(table.id(), table + " was altered since it was compared");
        LOG.info("{} was altered on both sides, and is compared anew", table);
    }

    private void letGo(TableId id) {
        store.replication().remove(id);
        roster.letGo(id);
        refusals.forget(id);
        store.forget(id);
        LOG.info("{} is gone from both sides, and forgotten", id);
    }

    /** @return no when it is refused, or was not long ago and is still the same */
    private boolean takeIn(Table table, Look look, Side owner) {
        String identity = look.identity(table.id());
        if (refusals.holds(table, identity)) {
            return false;
        }
        try {
            for (Side side : Side.values()) {
                requireFit(table, side, owner);
            }
            // before the guards, by which a restart knows what is ours
            store.replication().remove(table.id());
            store.forget(table.id());
            for (Side side : List.of(owner.opposite(), owner)) {
                if (side != owner || !store.guard(side).disturbsWriters()) {
                    // both guards have a state, which stays
                    store.guard(side).install(List.of(table), GuardState.shut(0));
                }
            }
            store.replication().add(table);
            roster.took(table, look);
            store.compareAnew(table.id(), table + " was not compared since it was copied");
            refusals.forget(table.id());
            LOG.info("{} is new on both sides: it is guarded, and copied from the {}", table, owner.label());
            return true;
        } catch (Problem problem) {
            refusals.refuse(table, identity);
            roster.refuse(table.id(), table + " is not moved yet: " + problem.getMessage());
            LOG.warn("{} is not moved yet: {}", table, problem.getMessage());
            return false;
        }
    }

    /** What has no key would fail its writers once it is published; what is not Bailey's must not be emptied. */
    private void requireFit(Table table, Side side, Side owner) {
        Database database = store.database(side);
        Catalog other = store.database(side.opposite()).catalog();
        List<Table> moving = new ArrayList<>(store.tables());
        moving.removeIf(one -> one.id().equals(table.id()));
        List<Finding> before = database.catalog().obstacles(side, moving, other);
        moving.add(table);
        // among all that move, or its foreign keys would seem to lead to what stays
        List<Finding> obstacles = new ArrayList<>(database.catalog().obstacles(side, moving, other));
        obstacles.removeAll(before);
        if (!obstacles.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    side.label() + ": "
                            + obstacles.stream().map(Finding::sentence).collect(Collectors.joining("; ")));
        }
        if (side != owner
                && !store.guard(side).tables().contains(table.id())
                && database.catalog().hasRows(table)) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "it holds rows on the " + side.label() + " that Bailey did not copy: empty it there");
        }
    }
}
