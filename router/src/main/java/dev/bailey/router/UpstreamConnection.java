package dev.bailey.router;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import org.jspecify.annotations.Nullable;

/** One connection to an upstream, which carries one request at a time. Confined to its lane. */
final class UpstreamConnection {

    private final HttpClientConnection http;
    /** Absent where the protocol itself tells which answer belongs to which request. */
    private final @Nullable AnswerCodec codec;

    private @Nullable ClientName client;
    private long idleSince;
    private boolean used;
    private boolean closed;
    private boolean letGo;

    UpstreamConnection(HttpClientConnection http, TrafficLimits limits) {
        this.http = http;
        this.codec = AnswerCodec.on(pipeline(), limits).orElse(null);
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

    /** Whether the upstream has said anything to the request that the connection carries. */
    boolean answerBegan() {
        return codec != null && codec.answerBegan();
    }

    /** Whether it may carry another request. */
    boolean isInStep() {
        return codec == null || codec.isInStep();
    }

    /** The upstream has been told that everything on it is of this client. */
    void belongTo(ClientName named) {
        client = named;
    }

    boolean belongsTo(ClientName other) {
        return other.equals(client);
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
