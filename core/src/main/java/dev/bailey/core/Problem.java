package dev.bailey.core;

import org.jspecify.annotations.Nullable;

/**
 * The world failed: a server is gone, a right is missing, a disk is full. Made once, at the connector's edge. The
 * message says what, which, where, and what to do.
 */
public final class Problem extends RuntimeException {

    private final Kind kind;

    public Problem(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Problem(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same may work later without anyone doing anything. */
    public boolean isRetryable() {
        return kind == Kind.UNREACHABLE || kind == Kind.BUSY || kind == Kind.MISFIT;
    }

    /** What kind of failure, as far as it decides what happens next. */
    public enum Kind {
        /** The server or the network is not there, or went away. */
        UNREACHABLE,
        /** Something took longer than its limit: a lock, a writer, a drain. */
        BUSY,
        /** The tables of both sides are not alike; it goes on by itself once somebody has made them so. */
        MISFIT,
        /** Name, password or a right is wrong or missing. */
        DENIED,
        /** The server or its schema is not as it must be. */
        UNFIT,
        /** The data or another process contradicts what must be true. */
        CONFLICT,
        /** Anything else that the server says. */
        FAILED
    }
}
