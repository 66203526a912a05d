package dev.bailey.replication;

import java.time.Duration;

/** Waits between tries, each time twice as long. Confined to one thread. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Stopping stopping;
    private Duration next = FIRST;

    Backoff(Stopping stopping) {
        this.stopping = stopping;
    }

    void pause() {
        stopping.pause(next);
        next = next.multipliedBy(2);
        if (next.compareTo(LONGEST) > 0) {
            next = LONGEST;
        }
    }

    void reset() {
        next = FIRST;
    }
}
