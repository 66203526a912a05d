package dev.bailey.router;

import java.util.Locale;

/** Why the router could not have a request answered by its side. What a client did wrong itself is not among them. */
public enum Failure {
    HOLD_FULL("hold full", 503),
    HOLD_ENDED("hold ended by itself", 503),
    HOLD_CUT("cut so that a side could be changed; it may have been carried out", 503),
    UPSTREAM_DOWN("upstream known to be down", 503),
    UPSTREAM_REFUSED("upstream not reachable", 502),
    UPSTREAM_UNTRUSTED("upstream does not prove who it is", 502),
    UPSTREAM_LOST("upstream broke off", 502),
    UPSTREAM_DECLINED("upstream declined it before it began", 503),
    NO_WEBSOCKETS("the side takes no WebSockets, because it is spoken to by HTTP/2", 501),
    UPSTREAM_TIMEOUT("upstream too slow", 504),
    UPSTREAM_BUSY("no free upstream connection", 503),
    CLIENT_TIMEOUT("client too slow", 408),
    CLOSING("router is closing", 503);

    private final String words;
    private final int status;

    Failure(String words, int status) {
        this.words = words;
        this.status = status;
    }

    /** As people read it, in answers and reports. */
    public String words() {
        return words;
    }

    /** As machines read it, in logs and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int status() {
        return status;
    }

    /** Whether it says something about the side, rather than about a hold, a client or the router. */
    boolean isOfTheSide() {
        return switch (this) {
            case UPSTREAM_DOWN,
                    UPSTREAM_REFUSED,
                    UPSTREAM_UNTRUSTED,
                    UPSTREAM_LOST,
                    UPSTREAM_DECLINED,
                    UPSTREAM_TIMEOUT,
                    UPSTREAM_BUSY,
                    NO_WEBSOCKETS -> true;
            case HOLD_FULL, HOLD_ENDED, HOLD_CUT, CLIENT_TIMEOUT, CLOSING -> false;
        };
    }

    /** Whether the same request may come again: it was carried out for sure neither here nor there. */
    boolean invitesRetry() {
        return status == 503 && this != HOLD_CUT;
    }
}
