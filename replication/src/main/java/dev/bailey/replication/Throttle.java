package dev.bailey.replication;

import java.time.Duration;

/** Spreads bytes over time, so that all who pass together stay below a speed. Thread-safe. */
final class Throttle {

    /** How long a change of the speed may go unnoticed by who waits already. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Stopping stopping;
    private long bytesPerSecond;
    private long freeAtNanos = System.nanoTime();
    private long generation;

    Throttle(long bytesPerSecond, Stopping stopping) {
        this.bytesPerSecond = bytesPerSecond;
        this.stopping = stopping;
    }

    synchronized void bytesPerSecond(long speed) {
        if (speed < 1) {
            throw new IllegalArgumentException("the copy's speed must be at least 1 byte per second: " + speed);
        }
        bytesPerSecond = speed;
        freeAtNanos = System.nanoTime();
        generation++;
    }

    /** Returns when so many bytes may go. */
    void pass(int bytes) {
        Turn turn = reserve(bytes);
        long leftNanos = turn.atNanos - System.nanoTime();
        while (leftNanos > 0 && isCurrent(turn) && !stopping.isStopped()) {
            stopping.pause(Duration.ofNanos(Math.min(leftNanos, LOOK_AGAIN.toNanos())));
            leftNanos = turn.atNanos - System.nanoTime();
        }
    }

    private record Turn(long atNanos, long generation) {}

    private synchronized Turn reserve(int bytes) {
        long now = System.nanoTime();
        long at = freeAtNanos - now > 0 ? freeAtNanos : now;
        freeAtNanos = at + (long) (bytes * 1e9 / bytesPerSecond);
        return new Turn(at, generation);
    }

    private synchronized boolean isCurrent(Turn turn) {
        return turn.generation == generation;
    }
}
