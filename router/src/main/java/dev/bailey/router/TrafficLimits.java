package dev.bailey.router;

/**
 * How much a router takes on at a time. Immutable.
 *
 * @param connectionsPerSide to each upstream, for each event loop
 * @param waitingMax requests that wait for one of these connections, per side and event loop; more are answered 503
 * @param longLivedMax WebSockets and answers of server-sent events, for each event loop; each takes two file
 *     descriptors. More WebSockets are answered 503, more of the others count among the connections of requests
 * @param initialLineBytesMax longer ones are answered 414
 * @param headerBytesMax all headers of a request together; larger ones are answered 431
 */
public record TrafficLimits(
        int connectionsPerSide, int waitingMax, int longLivedMax, int initialLineBytesMax, int headerBytesMax) {

    public static final TrafficLimits DEFAULT = new TrafficLimits(64, 1_024, 10_000, 8_192, 32_768);

    public TrafficLimits {
        if (connectionsPerSide < 1 || waitingMax < 0) {
            throw new IllegalArgumentException("at least one connection a side, and none or more waiting: "
                    + connectionsPerSide + ", " + waitingMax);
        }
        if (longLivedMax < 0) {
            throw new IllegalArgumentException("none or more long-lived connections: " + longLivedMax);
        }
        if (initialLineBytesMax < 256 || headerBytesMax < 256) {
            throw new IllegalArgumentException("request line and headers may have at least 256 bytes: "
                    + initialLineBytesMax + ", " + headerBytesMax);
        }
    }
}
