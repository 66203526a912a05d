package dev.bailey.router;

import java.time.Duration;

/**
 * How long a router waits. None of them touches a parked request: only the end of its hold does. Immutable.
 *
 * @param connect until an upstream takes a connection
 * @param progress until the next sign of life of an exchange: a part of a body, the head of a response
 * @param idleClient until a client's connection without a request is closed
 * @param idleUpstream until a connection to an upstream that nobody uses is given up; shorter than common servers'
 *     keep-alive (5 s and more), so that a write rarely meets a connection that is just being closed
 * @param quiet until a WebSocket or an answer of server-sent events on which nothing moves is ended
 * @param reconnect how long the long-lived connections of a side that no longer serves may take to come again
 * @param close how long requests in flight may take when the router closes
 */
public record Timeouts(
        Duration connect,
        Duration progress,
        Duration idleClient,
        Duration idleUpstream,
        Duration quiet,
        Duration reconnect,
        Duration close) {

    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(4),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));

    public Timeouts {
        requirePositive("connect", connect);
        requirePositive("progress", progress);
        requirePositive("idle client", idleClient);
        requirePositive("idle upstream", idleUpstream);
        requirePositive("quiet", quiet);
        requirePositive("reconnect", reconnect);
        requirePositive("close", close);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("the " + name + " timeout is at least 1 ms: " + value);
        }
    }
}
