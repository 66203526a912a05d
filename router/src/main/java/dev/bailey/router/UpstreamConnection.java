package dev.bailey.router;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;

/** One connection to an upstream, which carries one request at a time. Confined to its lane. */
final class UpstreamConnection {

    private final HttpClientConnection http;
    private long idleSince;
    private boolean used;
    private boolean closed;
    private boolean letGo;

    UpstreamConnection(HttpClientConnection http) {
        this.http = http;
    }

    HttpClientConnection http() {
        return http;
    }

    ChannelPipeline pipeline() {
        return ((UnpooledHttpClientConnection) http)
                .unwrap()
                .channelHandlerContext()
                .pipeline();
    }

    /** Whether it has carried a request before: then the upstream may just be closing it. */
    boolean wasUsed() {
        return used;
    }

    boolean isClosed() {
        return closed;
    }

    void closed() {
        closed = true;
    }

    boolean isLetGo() {
        return letGo;
    }

    void letGo() {
        letGo = true;
    }

    void idle(long nanos) {
        used = true;
        idleSince = nanos;
    }

    boolean isIdleLongerThan(long nanosMax, long nanos) {
        return nanos - idleSince > nanosMax;
    }
}
