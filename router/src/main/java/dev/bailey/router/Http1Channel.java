package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an upstream by HTTP/1.1 (RFC 9112), which carries one request at a time. Our own, because a client
 * for everybody costs as much as all else that the router does with a request, sockets aside. Confined to its event
 * loop.
 */
final class Http1Channel extends ChannelInboundHandlerAdapter implements UpstreamChannel {

    private static final Logger LOG = LoggerFactory.getLogger(Http1Channel.class);

    /** The name that Vert.x gives to its own part of a connection. */
    private static final String SOCKET = "handler";

    private final NetSocketInternal socket;
    private final HostAndPort peer;
    private final AnswerDecoder decoder;
    private final ChannelHandlerContext context;

    private Runnable whenClosed = () -> {};
    private @Nullable Http1Exchange current;
    private boolean used;
    private boolean readsWord;

    /** @param connected to that peer, and nothing was said on it yet */
    Http1Channel(NetSocket connected, HostAndPort peer, TrafficLimits limits) {
        this.socket = (NetSocketInternal) connected;
        this.peer = peer;
        this.decoder = new AnswerDecoder(limits);
        ChannelPipeline all = pipeline();
        all.addBefore(SOCKET, "answers", decoder);
        all.addBefore(SOCKET, "exchanges", this);
        this.context = all.context(this);
    }

    @Override
    public ChannelPipeline pipeline() {
        return socket.channelHandlerContext().pipeline();
    }

    HostAndPort peer() {
        return peer;
    }

    @Override
    public boolean hasRoom() {
        return current == null && decoder.isInStep() && context.channel().isActive();
    }

    @Override
    public int requests() {
        return current == null ? 0 : 1;
    }

    @Override
    public boolean isLeaving() {
        return false;
    }

    @Override
    public void whenChanged(Runnable changed) {
        // Whoever made the only request knows when it is over.
    }

    @Override
    public void check(long nanos) {
        // A request that waits for too long says all there is to say.
    }

    @Override
    public void begin(HttpMethod method, String target, UpstreamRequest.Caller caller) {
        decoder.expect(method);
        Http1Exchange made = new Http1Exchange(this, caller, method, target);
        current = made;
        caller.made(made);
    }

    @Override
    public void whenClosed(Runnable closed) {
        whenClosed = closed;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Everybody is told of the end by whenClosed.
    public void close() {
        context.close();
    }

    /** What cannot be written ends the connection, of which {@link #exceptionCaught} is told. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void write(ByteBuf bytes) {
        context.write(bytes, context.voidPromise());
    }

    void flush() {
        context.flush();
    }

    boolean isWritable() {
        return context.channel().isWritable();
    }

    ByteBufAllocator alloc() {
        return context.alloc();
    }

    /** Whether to read on; else the upstream is kept waiting. */
    void read(boolean on) {
        context.channel().config().setAutoRead(on);
    }

    /** The request that it carries has been answered in full, or is given up. */
    void over(Http1Exchange exchange) {
        if (exchange.equals(current)) {
            current = null;
            used = true;
        }
    }

    /** From here on it carries something else. */
    NetSocket handOver() {
        current = null;
        socket.exceptionHandler(broken -> {}).pause();
        ChannelPipeline all = context.pipeline();
        all.remove(this);
        all.remove(decoder);
        return socket;
    }

    @Override
    public void channelRead(ChannelHandlerContext heard, Object message) {
        Http1Exchange asking = current;
        if (asking == null || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            broken();
            return;
        }
        if (part instanceof HttpResponse head) {
            readsWord = head.status().equals(HttpResponseStatus.EARLY_HINTS);
            asking.head(head);
        } else if (readsWord) {
            // The end of a word, behind which the answer comes.
            readsWord = false;
        } else if (part instanceof LastHttpContent last) {
            asking.lastPart(last);
        } else {
            asking.part((HttpContent) part);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (current != null && changed.channel().isWritable()) {
            current.drained();
        }
        changed.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
            LOG.warn("a connection to {} ends because of a mistake of this router's own", peer, cause);
        }
        broken();
    }

    @Override
    public void channelInactive(ChannelHandlerContext left) {
        lost();
        whenClosed.run();
        left.fireChannelInactive();
    }

    private void broken() {
        lost();
        close();
    }

    private void lost() {
        Http1Exchange asking = current;
        if (asking != null && !asking.isAnswered()) {
            current = null;
            boolean stale = used && !decoder.answerBegan();
            asking.lost(stale ? UpstreamRequest.Loss.STALE : UpstreamRequest.Loss.BROKEN);
        }
    }
}
