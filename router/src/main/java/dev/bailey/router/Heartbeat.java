package dev.bailey.router;

import java.time.Duration;

/**
 * Whether the other end of a connection by HTTP/2 that carries requests is still there. Asks when it has been silent,
 * and not often: servers of gRPC end a connection that asks more than once in five minutes. Confined to the event loop.
 */
final class Heartbeat {

    private static final long AGAIN_NANOS = Duration.ofSeconds(330).toNanos();

    /** In three parts of the time that an answer may take, a dead end is told before each request finds out itself. */
    private static final int PARTS = 3;

    private final long patienceNanos;
    private final long beganAt;
    private long silentSince;
    private long askedAt;
    private boolean asked;
    private boolean waits;
    private boolean settled;

    enum Finding {
        WELL,
        /** A ping is due. */
        ASK,
        /** It said nothing although it was asked. */
        DEAD,
        /** It speaks, but has never taken note of what it was told at the beginning. */
        UNSETTLED
    }

    Heartbeat(Duration answer, long nanos) {
        this.patienceNanos = answer.toNanos() / PARTS;
        this.beganAt = nanos;
        this.silentSince = nanos;
    }

    /** The other end has acknowledged the settings. */
    void settled() {
        settled = true;
    }

    /** The other end has answered a ping. */
    void answered() {
        waits = false;
    }

    /**
     * @param heard whether anything has come since the last check
     * @param busy whether requests wait for anything
     */
    Finding check(long nanos, boolean heard, boolean busy) {
        if (heard || !busy) {
            silentSince = nanos;
            // Whoever speaks is there, whatever it answers.
            waits = false;
        }
        if (!settled && nanos - beganAt > patienceNanos) {
            return Finding.UNSETTLED;
        }
        if (waits) {
            return nanos - askedAt > patienceNanos ? Finding.DEAD : Finding.WELL;
        }
        boolean due = nanos - silentSince > patienceNanos && (!asked || nanos - askedAt > AGAIN_NANOS);
        if (!due) {
            return Finding.WELL;
        }
        asked = true;
        waits = true;
        askedAt = nanos;
        return Finding.ASK;
    }
}
