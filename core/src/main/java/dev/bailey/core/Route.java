package dev.bailey.core;

/**
 * Where a slice is served. Every change raises the epoch; a router takes no message of an epoch that is not higher than
 * its own. Immutable.
 *
 * @param held whether writes are parked until the next route
 */
public record Route(String slice, Side reads, Side writes, boolean held, long epoch) {

    public static Route to(Side side, String slice, long epoch) {
        return new Route(slice, side, side, false, epoch);
    }

    /** The same sides with writes parked, in a new epoch. */
    public Route hold(long newEpoch) {
        return new Route(slice, reads, writes, true, newEpoch);
    }
}
