package dev.bailey.router;

import dev.bailey.core.Route;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Which route each epoch had, and which was the last that a router had taken. Thread-safe. */
final class FlipLog {

    private final AtomicReferenceArray<Route> routes;
    private volatile long epochPublished;
    private volatile long publishedAt = System.nanoTime();

    FlipLog(Route initial, long epochs) {
        routes = new AtomicReferenceArray<>((int) (initial.epoch() + epochs));
        routes.set((int) initial.epoch(), initial);
        epochPublished = initial.epoch();
    }

    void planned(Route route) {
        routes.set((int) route.epoch(), route);
    }

    void published(Route route) {
        publishedAt = System.nanoTime();
        epochPublished = route.epoch();
    }

    Route of(long epoch) {
        return Objects.requireNonNull(routes.get((int) epoch), () -> "nobody planned epoch " + epoch);
    }

    /** Whoever asks from now on must be routed by this one or a later one. */
    long epochPublished() {
        return epochPublished;
    }

    long publishedAt() {
        return publishedAt;
    }
}
