package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.StepProgress;
import dev.bailey.verification.EqualPart;
import dev.bailey.verification.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Full comparisons of every table of every store, one at a time and never across a move. Thread-safe. */
final class Comparisons {

    private final List<MovingStore> stores;
    private final Ledgers ledgers;

    Comparisons(List<MovingStore> stores, Ledgers ledgers) {
        this.stores = List.copyOf(stores);
        this.ledgers = ledgers;
    }

    /**
     * Compares everything and keeps what it found.
     *
     * @throws Problem {@link Problem.Kind#BUSY} when a move is under way or began meanwhile; what was found before is
     *     kept
     */
    void compareAll(StepProgress progress) {
        compare(
                store -> store.tables().stream().map(Table::id).collect(Collectors.toSet()),
                /* anew= */ true,
                progress);
    }

    /** The same for those tables alone that are not known to be equal. */
    void compareTheRest(StepProgress progress) {
        stores.forEach(store -> store.comparison().restore());
        compare(
                store -> {
                    Set<TableId> rest = new TreeSet<>(store.proof().unproven());
                    store.tables().stream()
                            .map(Table::id)
                            .filter(table -> !(store.proof().verdict(table) instanceof Verdict.Equal))
                            .forEach(rest::add);
                    return rest;
                },
                /* anew= */ false,
                progress);
    }

    /** The same for some tables of one store. */
    void compare(MovingStore one, Set<TableId> tables) {
        compare(store -> store == one ? tables : Set.of(), /* anew= */ false, Unheard.PROGRESS);
    }

    /** The same for those tables alone of which nobody can say whether they are equal. */
    void compareUnproven(StepProgress progress) {
        compare(store -> store.proof().unproven(), /* anew= */ false, progress);
    }

    private synchronized void compare(Function<MovingStore, Set<TableId>> which, boolean anew, StepProgress progress) {
        if (ledgers.open().isPresent()) {
            throw new Problem(Problem.Kind.BUSY, "a move is under way; compare when it is over");
        }
        long moves = ledgers.entries();
        Map<MovingStore, Set<TableId>> tables = new LinkedHashMap<>();
        stores.forEach(store -> tables.put(store, which.apply(store)));
        int count = tables.values().stream().mapToInt(Set::size).sum();
        AtomicInteger compared = new AtomicInteger();
        tables.forEach((store, ids) -> {
            if (!ids.isEmpty()) {
                store.comparison()
                        .compare(ids, anew, new Heard(progress, compared, count), () -> requireNoMoveSince(moves));
            }
        });
    }

    private void requireNoMoveSince(long moves) {
        if (ledgers.entries() != moves) {
            throw new Problem(Problem.Kind.BUSY, "a move began during the comparison; compare again");
        }
    }

    private record Heard(StepProgress progress, AtomicInteger compared, int tables) implements Progress {
        @Override
        public void started(TableId table) {
            progress.tell(table.toString());
        }

        @Override
        public void lookingAgain(TableId table, long rows) {
            progress.tell(table + ": " + rows + " rows were on their way, looking again");
        }

        @Override
        public void equalSoFar(TableId table, EqualPart part) {
            progress.tell(table + ": " + part.rows() + " rows are equal so far");
        }

        @Override
        public void finished(TableId table, Verdict verdict) {
            progress.fraction((double) compared.incrementAndGet() / Math.max(1, tables));
        }
    }
}
