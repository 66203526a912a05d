package dev.bailey.router;

import io.vertx.core.http.HttpConnection;

/** A client's connection, with what its lane knows of it from one request to the next. Confined to its lane. */
final class ClientConnection {

    private final HttpConnection http;
    private final String address;
    private final boolean trusted;
    private long idleSince = System.nanoTime();
    private boolean busy;
    private boolean ending;

    ClientConnection(HttpConnection http, TrustedPeers trustedPeers) {
        this.http = http;
        this.address = TrustedPeers.text(http.remoteAddress().hostAddress());
        this.trusted = trustedPeers.contain(address);
    }

    HttpConnection http() {
        return http;
    }

    /** The address of who is at its other end. */
    String address() {
        return address;
    }

    /** Whether what it says of the client is believed. */
    boolean isTrusted() {
        return trusted;
    }

    void busy() {
        busy = true;
    }

    void idle() {
        busy = false;
        idleSince = System.nanoTime();
    }

    boolean isIdleLongerThan(long nanosMax, long nanos) {
        return !busy && nanos - idleSince > nanosMax;
    }

    /** What is already on its way behind a request that ended the connection would be carried out, never answered. */
    void hearNoMore() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }
}
