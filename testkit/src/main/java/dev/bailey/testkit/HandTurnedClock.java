package dev.bailey.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is turned, backwards too. Thread-safe. */
public final class HandTurnedClock implements InstantSource {

    private Instant now;

    public HandTurnedClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    public synchronized void turn(Duration by) {
        now = now.plus(by);
    }
}
