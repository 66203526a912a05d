package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.StepProgress;
import dev.bailey.verification.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Full comparisons of every table of every store, one at a time and never across a move. Thread-safe. */
final class Comparisons {

    private final List<MovingStore> stores;
    private final Verdicts verdicts;
    private final Ledger ledger;

    Comparisons(List<MovingStore> stores, Verdicts verdicts, Ledger ledger) {
        this.stores = List.copyOf(stores);
        this.verdicts = verdicts;
        this.ledger = ledger;
    }

    /**
     * Compares everything and keeps what it found.
     *
     * @throws Problem {@link Problem.Kind#BUSY} when a move is under way or began meanwhile; what was found before is
     *     kept
     */
    synchronized void compareAll(StepProgress progress) {
        if (ledger.open().isPresent()) {
            throw new Problem(Problem.Kind.BUSY, "a move is under way; compare when it is over");
        }
        long moves = ledger.entries();
        int tables = stores.stream().mapToInt(store -> store.tables().size()).sum();
        AtomicInteger compared = new AtomicInteger();
        for (MovingStore store : stores) {
            Map<TableId, Verdict> found = store.compareAll(new Heard(progress, compared, tables));
            if (ledger.entries() != moves) {
                throw new Problem(Problem.Kind.BUSY, "a move began during the comparison; compare again");
            }
            verdicts.compared(store.name(), found);
            store.compared(verdicts.overall(List.of(store)));
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
        public void finished(TableId table, Verdict verdict) {
            progress.fraction((double) compared.incrementAndGet() / Math.max(1, tables));
        }
    }
}
