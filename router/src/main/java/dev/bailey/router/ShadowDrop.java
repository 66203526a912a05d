package dev.bailey.router;

import java.util.Locale;

/** Why the other side was not asked, or why nothing came of it. No user notices any of them. */
public enum ShadowDrop implements ShadowOutcome {
    /** Its method may change something, and the settings do not say how it is made safe. */
    UNSAFE,
    /** A WebSocket, gRPC, or an answer of server-sent events. */
    STREAM,
    /** Of the request or of the user's answer. */
    BODY_TOO_LARGE,
    /** The user left, or there was no whole answer, or it came before the whole of the request. */
    NOT_ANSWERED,
    /** Writes are held, because the side is being changed. */
    HELD,
    /** The side has changed since the user was answered. */
    MOVED,
    /** The other side has not answered several times in a row. */
    CIRCUIT_OPEN,
    QUEUE_FULL,
    MEMORY_FULL,
    /** It waited for a connection until its time was over. */
    WAITED_TOO_LONG,
    /** The other side takes no connection. */
    UNREACHABLE,
    /** The other side broke off. */
    BROKEN_OFF,
    TIMEOUT,
    /** What the other side answers is larger than what is kept. */
    ANSWER_TOO_LARGE,
    /** The router is closing. */
    CLOSING;

    /** As machines read it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the other side was asked and did not do what it should. */
    public boolean isOfTheSide() {
        return this == UNREACHABLE || this == BROKEN_OFF || this == TIMEOUT;
    }
}
