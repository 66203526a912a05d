package dev.bailey.router;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much a router takes on at a time. Immutable.
 *
 * @param values those that are not at their default, or all
 */
public record TrafficLimits(Map<Limit, Long> values) {

    public static final TrafficLimits DEFAULT = new TrafficLimits(Map.of());

    public TrafficLimits {
        Map<Limit, Long> all = new EnumMap<>(Limit.class);
        for (Limit which : Limit.values()) {
            long value = values.getOrDefault(which, which.standard());
            if (!which.allows(value)) {
                throw new IllegalArgumentException(
                        "the limit of " + which.key().replace('_', ' ') + " is " + which.range() + ": " + value);
            }
            all.put(which, value);
        }
        values = Map.copyOf(all);
    }

    public TrafficLimits with(Limit which, long value) {
        Map<Limit, Long> changed = new EnumMap<>(values);
        changed.put(which, value);
        return new TrafficLimits(changed);
    }

    long of(Limit which) {
        return values.getOrDefault(which, which.standard());
    }

    int connectionsPerSide() {
        return Math.toIntExact(of(Limit.CONNECTIONS));
    }

    int waitingMax() {
        return Math.toIntExact(of(Limit.WAITING));
    }

    int longLivedMax() {
        return Math.toIntExact(of(Limit.LONG_LIVED));
    }

    int initialLineBytesMax() {
        return Math.toIntExact(of(Limit.REQUEST_LINE));
    }

    int headerBytesMax() {
        return Math.toIntExact(of(Limit.HEADER_BYTES));
    }
}
