package dev.bailey.router;

import java.util.Locale;

/** Of what a router takes on only so much at a time, and how much where nothing else is said. */
public enum Limit {
    /** To each upstream, for each event loop. */
    CONNECTIONS(64, 1, 65_535),
    /** Requests that wait for one of these connections, per side and event loop; more are answered 503. */
    WAITING(1_024, 0, 1_000_000),
    /**
     * WebSockets and answers of server-sent events, for each event loop; each takes two file descriptors. More
     * WebSockets are answered 503, more of the others count among the connections of requests.
     */
    LONG_LIVED(10_000, 0, 1_000_000),
    /** Bytes; longer ones are answered 414. */
    REQUEST_LINE(8_192, 256, 1_048_576),
    /** Bytes of all headers of a request together; larger ones are answered 431. */
    HEADER_BYTES(32_768, 256, 1_048_576),
    /** Lines; a request with more is answered 431. */
    HEADERS(100, 1, 10_000),
    /** Bytes of a request's body; a longer one is answered 413, and never looks whole to an upstream. */
    BODY(Limit.NONE, 1, Limit.NONE),
    /** Connections of clients in the whole router; more are closed at once. */
    CLIENTS(Limit.NONE, 1, Limit.NONE),
    /** The same from one address; trusted peers are not counted, because they bring many clients. */
    CLIENTS_PER_ADDRESS(Limit.NONE, 1, Limit.NONE),
    /** Requests on one connection of a client; the last answer closes it. */
    REQUESTS_PER_CONNECTION(Limit.NONE, 1, Limit.NONE);

    /** As much as comes. */
    public static final long NONE = Long.MAX_VALUE;

    private final long standard;
    private final long min;
    private final long max;

    Limit(long standard, long min, long max) {
        this.standard = standard;
        this.min = min;
        this.max = max;
    }

    /** As a plan names it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    long standard() {
        return standard;
    }

    public boolean allows(long value) {
        return value >= min && value <= max;
    }

    /** As people read it. */
    public String range() {
        return "at least " + min + (max == NONE ? "" : " and at most " + max);
    }
}
