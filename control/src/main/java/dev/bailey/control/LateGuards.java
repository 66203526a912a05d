package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.time.Duration;
import java.util.List;

/**
 * Guards that disturb writers, on the side that a move is about to fence: put on while the routers hold, in holds so
 * short that users hardly feel one. Confined to one thread at a time.
 */
final class LateGuards {

    /** Of one hold, apart from the last table that is guarded in it. */
    private static final Duration HOLD = Duration.ofMillis(100);

    private final List<MovingStore> stores;

    LateGuards(List<MovingStore> stores) {
        this.stores = List.copyOf(stores);
    }

    /** Whether there are tables on this side that have to be guarded before a fence. */
    boolean isLacking(Side side) {
        return stores.stream()
                .anyMatch(store -> isLate(store, side) && !store.unguarded(side).isEmpty());
    }

    /** Guards as many as a hold has room for, one at least. */
    void putOn(Side side) {
        long until = System.nanoTime() + HOLD.toNanos();
        for (MovingStore store : stores) {
            if (isLate(store, side)) {
                for (Table table : store.unguarded(side)) {
                    store.guard(side).extend(table);
                    if (System.nanoTime() > until) {
                        return;
                    }
                }
            }
        }
    }

    private static boolean isLate(MovingStore store, Side side) {
        return store.guard(side).disturbsWriters();
    }
}
