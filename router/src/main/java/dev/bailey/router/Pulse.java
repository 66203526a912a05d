package dev.bailey.router;

/**
 * When something last moved, as far as whoever looks now and then can tell: a beat asks no clock, because there are
 * several in each request. Confined to its lane.
 */
final class Pulse {

    private long since;
    private boolean beaten;

    Pulse(long nanos) {
        this.since = nanos;
    }

    void beat() {
        beaten = true;
    }

    /** To be asked again and again: what has moved since the last time counts as having moved then. */
    boolean isStillFor(long nanosMax, long nanos) {
        if (beaten) {
            beaten = false;
            since = nanos;
        }
        return nanos - since > nanosMax;
    }
}
