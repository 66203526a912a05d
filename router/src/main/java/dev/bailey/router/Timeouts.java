package dev.bailey.router;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long a router waits. None of them touches a parked request: only the end of its hold does. Immutable.
 *
 * @param values those that are not at their default, or all
 */
public record Timeouts(Map<Timeout, Duration> values) {

    public static final Timeouts DEFAULT = new Timeouts(Map.of());

    public Timeouts {
        Map<Timeout, Duration> all = new EnumMap<>(Timeout.class);
        for (Timeout which : Timeout.values()) {
            Duration value = values.getOrDefault(which, which.standard());
            if (value.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "the " + which.key().replace('_', ' ') + " timeout is at least 1 ms: " + value);
            }
            all.put(which, value);
        }
        values = Map.copyOf(all);
    }

    public Timeouts with(Timeout which, Duration value) {
        Map<Timeout, Duration> changed = new EnumMap<>(values);
        changed.put(which, value);
        return new Timeouts(changed);
    }

    Duration connect() {
        return of(Timeout.CONNECT);
    }

    Duration answer() {
        return of(Timeout.ANSWER);
    }

    Duration progress() {
        return of(Timeout.PROGRESS);
    }

    Duration requestHead() {
        return of(Timeout.REQUEST_HEAD);
    }

    Duration proxyHeader() {
        return of(Timeout.PROXY_HEADER);
    }

    Duration idleClient() {
        return of(Timeout.IDLE_CLIENT);
    }

    Duration idleUpstream() {
        return of(Timeout.IDLE_UPSTREAM);
    }

    Duration quiet() {
        return of(Timeout.QUIET);
    }

    Duration reconnect() {
        return of(Timeout.RECONNECT);
    }

    Duration close() {
        return of(Timeout.CLOSE);
    }

    private Duration of(Timeout which) {
        return values.getOrDefault(which, which.standard());
    }
}
