package dev.bailey.router;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A client's connection, with what its lane knows of it from one request to the next. Confined to its lane. */
final class ClientConnection {

    private final HttpConnection http;
    private final String address;
    private final boolean trusted;
    private final HeadClock head = new HeadClock();
    private final String scheme;
    private long idleSince = System.nanoTime();
    private boolean busy;
    private boolean ending;
    private boolean sentAway;
    private boolean unread;
    private boolean countsForAddress;
    private long requests;

    ClientConnection(HttpConnection http, TrustedPeers trustedPeers) {
        this.http = http;
        this.address = TrustedPeers.text(address(http));
        this.trusted = trustedPeers.contain(address);
        this.scheme = http.isSsl() ? "https" : "http";
    }

    /** A PROXY header may name a socket file of the peer's machine, which nobody could do anything with. */
    private static String address(HttpConnection http) {
        SocketAddress named = http.remoteAddress();
        return (named.isInetSocket() ? named : http.remoteAddress(/* real= */ true)).hostAddress();
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

    /** The part of it that sees how a head comes in. */
    HeadClock head() {
        return head;
    }

    void countsForItsAddress() {
        countsForAddress = true;
    }

    boolean isCountedForItsAddress() {
        return countsForAddress;
    }

    String scheme() {
        return scheme;
    }

    /** Of HTTP/1.1: the streams of HTTP/2 are counted where they are. */
    void busy() {
        busy = true;
        requests++;
    }

    /** Whether it has carried so many requests, the present one included. */
    boolean hasCarried(long requestsMax) {
        return requests >= requestsMax;
    }

    void idle() {
        busy = false;
        head.restart();
        idleSince = System.nanoTime();
    }

    boolean isIdleLongerThan(long nanosMax, long nanos) {
        if (Http2Front.hasStreams(http)) {
            idle();
        }
        return !busy && nanos - idleSince > nanosMax;
    }

    /**
     * Leaves what else the client sends in the kernel, where it costs no memory of this process.
     *
     * @return false where that cannot be done, because others share the connection
     */
    boolean stopReading() {
        if (http.protocolVersion() == HttpVersion.HTTP_2) {
            return false;
        }
        channel().config().setAutoRead(false);
        unread = true;
        return true;
    }

    void readOn() {
        if (unread) {
            unread = false;
            channel().config().setAutoRead(true);
        }
    }

    /** How much came with the request that is looked at now. */
    int lastReadBytes() {
        return channel().unsafe().recvBufAllocHandle().lastBytesRead();
    }

    private Channel channel() {
        return ((HttpServerConnection) http).channelHandlerContext().channel();
    }

    /** Whether it has been so long at the head of a request. */
    boolean isSlowerThan(long nanosMax, long nanos) {
        return !busy && head.isLongerThan(nanosMax, nanos);
    }

    void sendAwayIfHttp2(Duration closeMax) {
        if (!sentAway && http.protocolVersion() == HttpVersion.HTTP_2) {
            sentAway = true;
            http.shutdown(closeMax.toMillis(), TimeUnit.MILLISECONDS).onFailure(broken -> http.close());
        }
    }

    /** What is already on its way behind a request that ended the connection would be carried out, never answered. */
    void hearNoMore() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }
}
