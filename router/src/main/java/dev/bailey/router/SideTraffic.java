package dev.bailey.router;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One side since the start. Immutable.
 *
 * @param requests sent there, whatever came of them
 * @param inFlight of these, not over yet
 * @param longLived open now for as long as they like: WebSockets, and answers of server-sent events
 * @param askedToReconnect long-lived ones that were told to come again, because the side no longer served
 * @param cut of these, still there at the end of the time they had
 * @param failed not answered by the side
 * @param serverErrors answered by the side with a status of 500 and more
 * @param down known to take no connections now
 * @param latencyMillis from routing to the end of the response; null while there is none
 * @param recentMillis the same of the last five seconds, or since the last snapshot where that was longer ago
 */
public record SideTraffic(
        long requests,
        long inFlight,
        long longLived,
        long askedToReconnect,
        long cut,
        long failed,
        Map<Failure, Long> failures,
        long serverErrors,
        boolean down,
        @Nullable Percentiles latencyMillis,
        @Nullable Percentiles recentMillis) {

    public SideTraffic {
        failures = Map.copyOf(failures);
    }
}
