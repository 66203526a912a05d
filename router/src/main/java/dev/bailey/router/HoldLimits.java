package dev.bailey.router;

/**
 * How much a hold may park, and how fast it lets go. Immutable.
 *
 * @param requestsMax parked at a time in the whole router; more are answered 503
 * @param releasePerSecond so that the side which takes over is not hit by all at once
 */
public record HoldLimits(int requestsMax, int releasePerSecond) {

    public static final HoldLimits DEFAULT = new HoldLimits(10_000, 5_000);

    public HoldLimits {
        if (requestsMax < 1) {
            throw new IllegalArgumentException("a hold parks at least one request: " + requestsMax);
        }
        if (releasePerSecond < 1) {
            throw new IllegalArgumentException("a hold releases at least one request a second: " + releasePerSecond);
        }
    }
}
