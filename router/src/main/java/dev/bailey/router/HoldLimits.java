package dev.bailey.router;

import java.time.Duration;
import java.util.Optional;

/**
 * How much a hold may park, how fast it lets go, and what it does with writes that do not end. Immutable.
 *
 * @param requestsMax parked at a time in the whole router; more are answered 503
 * @param bytesMax kept in memory for them at a time; more are answered 503
 * @param releasePerSecond so that the side which takes over is not hit by all at once
 * @param closeStraysAfter how long a hold waits for writes in flight before it cuts them; empty to wait for them until
 *     it is given up
 */
public record HoldLimits(int requestsMax, long bytesMax, int releasePerSecond, Optional<Duration> closeStraysAfter) {

    public static final HoldLimits DEFAULT = new HoldLimits(10_000, 256_000_000, 5_000, Optional.empty());

    public HoldLimits {
        if (requestsMax < 1) {
            throw new IllegalArgumentException("a hold parks at least one request: " + requestsMax);
        }
        if (bytesMax < 1) {
            throw new IllegalArgumentException("a hold keeps at least one byte: " + bytesMax);
        }
        if (releasePerSecond < 1) {
            throw new IllegalArgumentException("a hold releases at least one request a second: " + releasePerSecond);
        }
        if (closeStraysAfter.filter(after -> after.toMillis() < 1).isPresent()) {
            throw new IllegalArgumentException("a hold waits at least 1 ms for writes in flight: " + closeStraysAfter);
        }
    }

    public HoldLimits parking(int newRequestsMax, long newBytesMax) {
        return new HoldLimits(newRequestsMax, newBytesMax, releasePerSecond, closeStraysAfter);
    }

    /** The same limits, and an end to waiting for writes in flight. */
    public HoldLimits closingStraysAfter(Duration after) {
        return new HoldLimits(requestsMax, bytesMax, releasePerSecond, Optional.of(after));
    }
}
