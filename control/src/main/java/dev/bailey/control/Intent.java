package dev.bailey.control;

import dev.bailey.core.GuardState;
import dev.bailey.core.Side;

/**
 * The decision to move a slice, as the journal has it before anything happens.
 *
 * @param epoch of the move; the route that ends it has the next one
 * @param by who asked for it
 */
record Intent(String slice, Side from, long epoch, String by) {

    Intent {
        if (epoch < 1 || epoch >= GuardState.EPOCH_MAX) {
            throw new IllegalArgumentException("an intent's epoch lies in 1.." + (GuardState.EPOCH_MAX - 1) + ": " + epoch);
        }
    }

    Side to() {
        return from.opposite();
    }

    long endEpoch() {
        return epoch + 1;
    }

    /** {@code forward} towards the target, {@code back} towards the source. */
    String direction() {
        return from == Side.SOURCE ? "forward" : "back";
    }
}
