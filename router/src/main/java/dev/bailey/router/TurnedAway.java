package dev.bailey.router;

import java.util.Locale;

/** Why a client's connection was closed before any request on it. */
public enum TurnedAway {
    ROUTER_FULL("the router has as many clients as it may"),
    ADDRESS_FULL("its address has as many connections as it may"),
    NOT_TRUSTED("only a trusted peer may name the client by the PROXY protocol"),
    NO_PROXY_HEADER("it did not begin with a header of the PROXY protocol");

    private final String words;

    TurnedAway(String words) {
        this.words = words;
    }

    /** As machines read it, in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people read it. */
    public String words() {
        return words;
    }
}
