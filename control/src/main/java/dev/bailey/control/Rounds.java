package dev.bailey.control;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares everything again and again, table by table, last name first: what no stream has touched may differ all the
 * same. A round that is interrupted goes on where it stood, in the next process too. Thread-safe.
 */
final class Rounds {

    private final List<MovingStore> stores;
    private final Comparisons comparisons;
    private final Duration every;
    private final InstantSource clock;

    /** Read in this round and not found equal, so that nothing durable says that they were read. */
    private final Set<String> tried = new HashSet<>();

    /**
     * How far one store is.
     *
     * @param tables how many it has
     * @param read how many of them were found equal, or read, since the round began
     * @param begunAt when the round began that is under way or was last
     * @param endedAt when the last whole round ended
     */
    record Progress(int tables, int read, Optional<Instant> begunAt, Optional<Instant> endedAt) {}

    /** @param every from one round's end to the next one's beginning; or {@link Plan#COMPARE_NEVER} */
    Rounds(List<MovingStore> stores, Comparisons comparisons, Duration every, InstantSource clock) {
        this.stores = List.copyOf(stores);
        this.comparisons = comparisons;
        this.every = every;
        this.clock = clock;
    }

    /** The round begins that compares everything for the first time, unless one is under way. */
    synchronized void first() {
        stores.stream().filter(store -> !isUnderWay(store)).forEach(this::begin);
    }

    /** Everything is compared. */
    synchronized void firstIsOver() {
        stores.forEach(this::end);
    }

    /**
     * Everything was compared at once, which is a round that is over. Without the lock, which whoever compares holds
     * for long.
     *
     * @param since the comparison began
     */
    void whole(Instant since) {
        Instant now = clock.instant();
        stores.forEach(store -> store.proofs().round(Optional.of(since), Optional.of(now)));
    }

    /**
     * Goes on with the round, or begins the next when it is time, until it is over or has to give way.
     *
     * @param givesWay asked before each table of a store
     */
    synchronized void goOn(Predicate<MovingStore> givesWay) {
        for (MovingStore store : stores) {
            if (!isUnderWay(store) && isDue(store)) {
                begin(store);
            }
            while (isUnderWay(store) && !givesWay.test(store)) {
                Optional<TableId> next = next(store);
                if (next.isEmpty()) {
                    end(store);
                } else {
                    comparisons.compare(store, Set.of(next.get()));
                    tried.add(name(store, next.get()));
                }
            }
        }
    }

    private boolean isDue(MovingStore store) {
        return !every.equals(Plan.COMPARE_NEVER)
                && store.proofs()
                        .ended()
                        .map(ended -> !clock.instant().isBefore(ended.plus(every)))
                        .orElse(true);
    }

    private static boolean isUnderWay(MovingStore store) {
        Optional<Instant> begun = store.proofs().begun();
        return begun.isPresent()
                && store.proofs()
                        .ended()
                        .map(ended -> ended.isBefore(begun.get()))
                        .orElse(true);
    }

    private void begin(MovingStore store) {
        store.tables().forEach(table -> tried.remove(name(store, table.id())));
        store.proofs().round(Optional.of(clock.instant()), store.proofs().ended());
    }

    private void end(MovingStore store) {
        Instant now = clock.instant();
        store.proofs().round(Optional.of(store.proofs().begun().orElse(now)), Optional.of(now));
    }

    private Optional<TableId> next(MovingStore store) {
        return store.tables().stream()
                .filter(table -> !isRead(store, table))
                .map(Table::id)
                .max(Comparator.naturalOrder());
    }

    private boolean isRead(MovingStore store, Table table) {
        return tried.contains(name(store, table.id()))
                || store.proofs()
                        .proven(table)
                        .filter(proven -> !store.proofs()
                                .begun()
                                .map(proven.at()::isBefore)
                                .orElse(false))
                        .isPresent();
    }

    private static String name(MovingStore store, TableId table) {
        return store.name() + " " + table;
    }

    /** How far it is. Asks nobody. */
    Progress progress(MovingStore store) {
        List<Table> tables = store.tables();
        return new Progress(
                tables.size(),
                (int) tables.stream().filter(table -> isReadNow(store, table)).count(),
                store.proofs().begun(),
                store.proofs().ended());
    }

    /** Without the lock, which whoever compares holds for long. */
    private static boolean isReadNow(MovingStore store, Table table) {
        Verdict verdict = store.proof().verdict(table.id());
        return verdict instanceof Verdict.Different
                || store.proofs()
                        .proven(table)
                        .filter(proven -> store.proofs()
                                .begun()
                                .map(begun -> !proven.at().isBefore(begun))
                                .orElse(true))
                        .isPresent();
    }
}
