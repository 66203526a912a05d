package dev.bailey.router;

import java.time.Duration;

/**
 * Whether a side takes connections at all, as one lane sees it. A side is known to be down when it has refused one, or
 * let it wait too long, while no other to it was open: then nobody waits for it, and one probe at a time finds out when
 * it is up again. What it answers is of no account: an application that says it is ill may still serve. Confined to the
 * lane's event loop.
 */
final class Reachability {

    /**
     * Short, because every request is refused until a probe comes through; long, because a side that starts is busy.
     */
    private static final long PROBE_NANOS = Duration.ofMillis(500).toNanos();

    private final Told told;
    private boolean down;
    private boolean probing;
    private long probedAt;

    /** Hears of each change. */
    interface Told {
        void down();

        void up();
    }

    Reachability(Told told) {
        this.told = told;
    }

    boolean isDown() {
        return down;
    }

    /** A side that takes no connection while none is open. */
    void down(long nanos) {
        if (!down) {
            down = true;
            told.down();
        }
        probing = false;
        probedAt = nanos;
    }

    void up() {
        if (down) {
            down = false;
            told.up();
        }
        probing = false;
    }

    /** Whether it is time for a probe, which then ends in {@link #up} or {@link #down}. */
    boolean beginProbe(long nanos) {
        boolean due = down && !probing && nanos - probedAt >= PROBE_NANOS;
        probing |= due;
        return due;
    }
}
