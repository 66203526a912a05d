package dev.bailey.router;

import org.jspecify.annotations.Nullable;

/**
 * One hold as far as it has gone. Immutable.
 *
 * @param slice whose writes it held
 * @param held requests that were parked
 * @param parked requests that still are
 * @param failed requests that this hold could not take, answered 503 at its own end, or cut because they did not end
 * @param clientsGone requests whose client went away while they were parked
 * @param endedByItself whether the deadline ended it rather than a route
 * @param heldMillis how long requests were parked until they went on or failed; null while there is none
 */
public record HoldReport(
        String slice,
        long epoch,
        long held,
        long parked,
        long failed,
        long clientsGone,
        boolean endedByItself,
        @Nullable Percentiles heldMillis) {}
