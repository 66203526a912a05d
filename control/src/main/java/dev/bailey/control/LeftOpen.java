package dev.bailey.control;

import dev.bailey.core.GuardState;
import dev.bailey.core.Ownership;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;

/**
 * A move that the last process left open, as the guards of its first store say: whose changes the streams carry until
 * it is settled. Immutable.
 *
 * @param old the guard of the side that it leaves
 * @param fresh the guard of the side that it goes to
 */
record LeftOpen(Slice slice, Intent intent, GuardState old, GuardState fresh) {

    /** Of this store, all other slices being where the journal has them. */
    Ownership ownership(Ledgers ledgers, MovingStore store) {
        Ownership ownership = ledgers.ownership(store.tenancy(), slice.name(), owner());
        return store.has(slice) && mayStillOpen() ? ownership.undecided(slice) : ownership;
    }

    /** The new side may have opened, and been written to, before the process died. */
    Side owner() {
        return isOpened() ? intent.to() : intent.from();
    }

    /** Whether a command of the dead process may still open the new side: one is sent once the old side is shut. */
    boolean mayStillOpen() {
        return old.equals(GuardState.shut(intent.epoch()))
                && !fresh.takeOver(intent.epoch()).equals(fresh);
    }

    private boolean isOpened() {
        return fresh.equals(GuardState.open(intent.epoch()));
    }
}
