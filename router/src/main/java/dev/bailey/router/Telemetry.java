package dev.bailey.router;

import java.util.List;
import java.util.Optional;

/**
 * What a router shows to people, beyond the counts that it keeps anyway. Immutable.
 *
 * @param makesRequestIds whether a request that comes without {@code X-Request-Id} is given one on its way to the side
 */
public record Telemetry(
        Optional<AccessLog> accessLog, Optional<Metrics> metrics, Optional<Traces> traces, boolean makesRequestIds) {

    /** No request is looked at alone. */
    public static final Telemetry NONE =
            new Telemetry(Optional.empty(), Optional.empty(), Optional.empty(), /* makesRequestIds= */ false);

    public Telemetry with(AccessLog newAccessLog) {
        return new Telemetry(Optional.of(newAccessLog), metrics, traces, makesRequestIds);
    }

    public Telemetry with(Metrics newMetrics) {
        return new Telemetry(accessLog, Optional.of(newMetrics), traces, makesRequestIds);
    }

    public Telemetry with(Traces newTraces) {
        return new Telemetry(accessLog, metrics, Optional.of(newTraces), makesRequestIds);
    }

    public Telemetry makingRequestIds() {
        return new Telemetry(accessLog, metrics, traces, /* makesRequestIds= */ true);
    }

    List<String> paths() {
        return metrics.map(Metrics::paths).orElse(List.of());
    }

    /** Whether anybody wants to see single requests. */
    boolean looksAtRequests() {
        return accessLog.isPresent() || traces.isPresent() || makesRequestIds || !paths().isEmpty();
    }
}
