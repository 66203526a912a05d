package dev.bailey.router;

import java.time.Duration;
import java.util.Locale;

/** What a router waits for, and for how long where nothing else is said. */
public enum Timeout {
    /** Until an upstream takes a connection. */
    CONNECT(Duration.ofSeconds(2)),
    /** Until an upstream that was sent all of a request begins to answer. */
    ANSWER(Duration.ofSeconds(30)),
    /** Until the next part of a body, in either direction, and for a free connection to an upstream. */
    PROGRESS(Duration.ofSeconds(30)),
    /** From the first byte of a request to the end of its head, however it dribbles. */
    REQUEST_HEAD(Duration.ofSeconds(20)),
    /** Until the next part of a header of the PROXY protocol. */
    PROXY_HEADER(Duration.ofSeconds(3)),
    /** Until a client's connection without a request is closed. */
    IDLE_CLIENT(Duration.ofSeconds(60)),
    /**
     * Until a connection to an upstream that nobody uses is given up; shorter than common servers' keep-alive (5 s and
     * more), so that a write rarely meets a connection that is just being closed.
     */
    IDLE_UPSTREAM(Duration.ofSeconds(4)),
    /** Until a WebSocket or an answer of server-sent events on which nothing moves is ended. */
    QUIET(Duration.ofHours(1)),
    /** How long the long-lived connections of a side that no longer serves may take to come again. */
    RECONNECT(Duration.ofSeconds(10)),
    /** How long requests in flight may take when the router closes. */
    CLOSE(Duration.ofSeconds(10));

    private final Duration standard;

    Timeout(Duration standard) {
        this.standard = standard;
    }

    /** As a plan names it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    Duration standard() {
        return standard;
    }
}
