package dev.bailey.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The routers in front of a service, as a cutover sees them. Thread-safe. */
public interface Traffic {

    /** The route of this slice that every router has confirmed. */
    Route confirmed(String slice);

    /**
     * Parks writes. Each router ends its hold by itself after {@code limit}: parked requests get 503, never the old
     * side.
     *
     * @return completes once every router holds and has no write in flight; fails with a {@link Problem} when a router
     *     refused the epoch, or its hold ended before that
     */
    CompletionStage<Void> hold(Route held, Duration limit);

    /**
     * What a hold of this slice waits for, such as "1 write in flight for 4.9 s: POST /export"; empty where there is
     * nothing.
     */
    default CompletionStage<String> unfinished(String slice) {
        return CompletableFuture.completedStage("");
    }

    /** Publishes a route, which also ends a hold; completes once every router has it. */
    CompletionStage<Void> publish(Route route);
}
