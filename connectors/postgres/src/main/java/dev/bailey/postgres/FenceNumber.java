package dev.bailey.postgres;

import dev.bailey.core.GuardState;
import java.time.Instant;

/**
 * A {@link GuardState} as the one number that the sequence {@code bailey.fence} holds: the epoch in the high 21 bits,
 * in the low 42 the milliseconds since 1970 until which writes are refused; 0 for open, all ones for shut for good.
 */
final class FenceNumber {

    private static final int TIME_BITS = 42;
    private static final long FOR_GOOD = (1L << TIME_BITS) - 1;

    private FenceNumber() {}

    static long of(GuardState state) {
        long until = switch (state.kind()) {
            case OPEN -> 0;
            case LEASED -> millis(state.until());
            case SHUT -> FOR_GOOD;
        };
        return state.epoch() << TIME_BITS | until;
    }

    static GuardState read(long number) {
        long epoch = number >>> TIME_BITS;
        long until = number & FOR_GOOD;
        if (until == 0) {
            return GuardState.open(epoch);
        }
        return until == FOR_GOOD ? GuardState.shut(epoch) : GuardState.leased(epoch, Instant.ofEpochMilli(until));
    }

    /** A state must read back equal to what was written, so what a number cannot hold is refused, not rounded. */
    private static long millis(Instant until) {
        long millis = until.toEpochMilli();
        if (millis <= 0 || millis >= FOR_GOOD || !Instant.ofEpochMilli(millis).equals(until)) {
            throw new IllegalArgumentException("a lease ends at a whole millisecond between 1970 and 2109: " + until);
        }
        return millis;
    }
}
