package dev.bailey.control;

import dev.bailey.core.GuardState;
import dev.bailey.core.Side;

/**
 * The decision to move a slice, as the journal has it before anything happens.
 *
 * @param epoch of the move, always odd: routes start at 0, and the one that ends a move has the next epoch
 * @param by who asked for it
 */
public record Intent(String slice, Side from, long epoch, String by) {

    public Intent {
        if (epoch % 2 != 1 || epoch >= GuardState.EPOCH_MAX) {
            throw new IllegalArgumentException(
                    "an intent's epoch is odd and lies in 1.." + (GuardState.EPOCH_MAX - 1) + ": " + epoch);
        }
    }

    public Side to() {
        return from.opposite();
    }

    long endEpoch() {
        return epoch + 1;
    }

    /** {@code forward} towards the target, {@code back} towards the source. */
    public String direction() {
        return from == Side.SOURCE ? "forward" : "back";
    }
}
