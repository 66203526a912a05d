package dev.bailey.replication;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads bytes over time, so that all who pass together stay below a speed. Everyone takes a place in a line of bytes
 * that moves on at the speed, so that a change of it holds for those who wait already, and lets nobody pass early.
 * Thread-safe.
 */
final class Throttle {

    /** How long a change of the speed may go unnoticed by who waits already. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Stopping stopping;
    private final LongSupplier nanoTime;
    private long bytesPerSecond;

    /** The end of the line, and how much of it may have passed by then. */
    private long taken;

    private double passed;
    private long passedAtNanos;

    Throttle(long bytesPerSecond, Stopping stopping) {
        this(bytesPerSecond, stopping, System::nanoTime);
    }

    Throttle(long bytesPerSecond, Stopping stopping, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.stopping = stopping;
        this.nanoTime = nanoTime;
        this.passedAtNanos = nanoTime.getAsLong();
    }

    synchronized void bytesPerSecond(long speed) {
        if (speed < 1) {
            throw new IllegalArgumentException("the copy's speed must be at least 1 byte per second: " + speed);
        }
        moveOn();
        bytesPerSecond = speed;
    }

    /** Returns when so many bytes may go. */
    void pass(int bytes) {
        long place = take(bytes);
        Duration left = until(place);
        while (!left.isZero() && !stopping.isStopped()) {
            stopping.pause(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
            left = until(place);
        }
    }

    /** Takes a place in the line. */
    synchronized long take(int bytes) {
        moveOn();
        long place = taken;
        taken += bytes;
        return place;
    }

    /** How long until the line has moved on to this place, at the speed of now. */
    synchronized Duration until(long place) {
        moveOn();
        double ahead = (double) place - passed;
        return ahead <= 0 ? Duration.ZERO : Duration.ofNanos(1 + (long) (ahead / bytesPerSecond * 1e9));
    }

    /** Bytes that took a place so far. */
    synchronized long taken() {
        return taken;
    }

    /** The line never runs ahead of who stands in it: time in which nobody came is not saved up. */
    private void moveOn() {
        long now = nanoTime.getAsLong();
        double seconds = (double) (now - passedAtNanos) / TimeUnit.SECONDS.toNanos(1);
        passed = Math.min((double) taken, passed + seconds * bytesPerSecond);
        passedAtNanos = now;
    }
}
