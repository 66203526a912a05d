package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Journal;
import java.util.List;
import java.util.Optional;

/**
 * Makes single rows what they are on the side that owns them, by a person's word. Only rows that a comparison has
 * proven to differ, and that differ still; never across a move. Thread-safe.
 */
final class RepairDesk {

    private final List<MovingStore> stores;
    private final Flips flips;
    private final Ledgers ledgers;
    private final Journal journal;

    RepairDesk(List<MovingStore> stores, Flips flips, Ledgers ledgers, Journal journal) {
        this.stores = List.copyOf(stores);
        this.flips = flips;
        this.ledgers = ledgers;
        this.journal = journal;
    }

    RepairAnswer repair(RepairOrder order, String by) {
        List<NamedTable> found = NamedTable.all(stores, order.store(), order.table());
        if (found.size() != 1) {
            return found.isEmpty()
                    ? new RepairAnswer.NotThere(NamedTable.known(stores, order.store()))
                    : new RepairAnswer.Refused(order.table() + " is in more than one store: say which");
        }
        NamedTable named = found.get(0);
        List<Verdict.Difference> known =
                named.store().proof().differences(named.table().id());
        List<Verdict.Difference> wanted = order.keys().isEmpty()
                ? known
                : known.stream()
                        .filter(difference -> order.keys().stream().anyMatch(key -> names(key, difference.key())))
                        .toList();
        Optional<String> unproven = order.keys().stream()
                .filter(key -> known.stream().noneMatch(difference -> names(key, difference.key())))
                .findFirst();
        if (unproven.isPresent() || wanted.isEmpty()) {
            return new RepairAnswer.Refused(unproven.map(key -> "no comparison has found the row " + key + " to differ")
                            .orElse("no row of " + order.table() + " is known to differ")
                    + ": compare with \"bailey verify\" first");
        }
        try {
            Repair repair = new Repair(named, wanted, flips, ledgers, journal);
            return order.dryRun() ? repair.dryRun() : repair.run(by);
        } catch (Problem problem) {
            return new RepairAnswer.Refused(String.valueOf(problem.getMessage()));
        }
    }

    /** Whether a person means this row: keys are shown in part where they are long. */
    private static boolean names(String said, Row key) {
        return said.equals(key.toString()) || said.equals(VerdictLines.beginning(key));
    }
}
