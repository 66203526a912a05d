package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an upstream by HTTP/2 (RFC 9113), which carries many requests at a time. On Netty's codec, because a
 * request may be sent again only where the upstream has surely not begun with it, and that is told by frames. Confined
 * to its event loop.
 */
// What cannot be written ends the connection, and that is told.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Channel extends Http2EventAdapter implements UpstreamChannel {

    /** Of one connection; more wait for another one, so that a connection that breaks takes no more with it. */
    static final int STREAMS_MAX = 100;

    /** Numbers are never used twice, and run out. */
    private static final int LAST_ID_MAX = Integer.MAX_VALUE - 2 * STREAMS_MAX;

    private final NetSocket socket;
    private final HostAndPort peer;
    private final String scheme;
    private final Http2Codec codec;
    private final ChannelHandlerContext context;
    private final Http2Connection.PropertyKey exchanges;
    private final WindowBudget budget;
    private final Heartbeat heartbeat;

    private Runnable whenReady = () -> {};
    private Runnable whenChanged = () -> {};
    private Runnable whenClosed = () -> {};
    private int lastId;
    private boolean ready;
    private boolean used;
    private boolean leaving;

    /** @param connected to that peer, and nothing was said on it yet */
    Http2Channel(
            NetSocket connected, HostAndPort peer, TrafficLimits limits, WindowBudget budget, Heartbeat heartbeat) {
        this.socket = connected.exceptionHandler(broken -> {});
        this.peer = peer;
        this.scheme = connected.isSsl() ? "https" : "http";
        this.budget = budget;
        this.heartbeat = heartbeat;
        this.codec = Http2Codec.asking(limits, this);
        this.exchanges = codec.connection().newKey();
        codec.connection().addListener(this);
        ChannelPipeline all = pipeline();
        all.addBefore("handler", "http2", codec);
        this.context = all.context(codec);
        socket.closeHandler(left -> whenClosed.run());
        try {
            Http2LocalFlowController windows = codec.connection().local().flowController();
            windows.incrementWindowSize(codec.connection().connectionStream(), WindowBudget.ofConnection());
        } catch (Http2Exception e) {
            throw new IllegalStateException("a new connection has a window", e);
        }
        codec.flush(context);
    }

    @Override
    public ChannelPipeline pipeline() {
        return ((NetSocketInternal) socket).channelHandlerContext().pipeline();
    }

    HostAndPort peer() {
        return peer;
    }

    /** Told once, when the upstream has shown that it speaks HTTP/2, and how many requests it takes at a time. */
    void whenReady(Runnable spoken) {
        whenReady = spoken;
    }

    @Override
    public void whenChanged(Runnable changed) {
        whenChanged = changed;
    }

    @Override
    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public void whenClosed(Runnable closed) {
        whenClosed = closed;
    }

    @Override
    public boolean hasRoom() {
        Http2Connection.Endpoint<?> own = codec.connection().local();
        return ready
                && !leaving
                && lastId < LAST_ID_MAX
                && own.canOpenStream()
                && own.numActiveStreams() < STREAMS_MAX
                && context.channel().isActive();
    }

    @Override
    public int requests() {
        return codec.connection().local().numActiveStreams();
    }

    @Override
    public void begin(HttpMethod method, String target, UpstreamRequest.Caller caller) {
        Http2Exchange made =
                new Http2Exchange(this, caller, method, Http2Heads.request(method, target, scheme), used, budget);
        used = true;
        caller.made(made);
        // The body may come long after, and to hear of the request first is what some upstreams wait for.
        made.open();
    }

    /** Ends it for all who use it. */
    @Override
    public void close() {
        close(Http2Error.NO_ERROR);
    }

    private void close(Http2Error why) {
        leaving = true;
        codec.goAway(context, 0, why.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
        context.flush();
        context.close();
    }

    /** Also whether it keeps to what was agreed. */
    @Override
    public void check(long nanos) {
        switch (heartbeat.check(nanos, codec.heard(), requests() > 0)) {
            case ASK -> {
                codec.encoder().writePing(context, /* ack= */ false, nanos, context.newPromise());
                codec.flush(context);
            }
            case DEAD -> close(Http2Error.NO_ERROR);
            case UNSETTLED -> close(Http2Error.SETTINGS_TIMEOUT);
            case WELL -> {}
        }
    }

    /** Opens a stream; empty where the codec refuses to, and nothing was sent. */
    Optional<Http2Stream> open(Http2Exchange exchange, Http2Headers head, boolean end) {
        int id = codec.connection().local().incrementAndGetNextStreamId();
        ChannelFuture written = codec.encoder().writeHeaders(context, id, head, 0, end, context.newPromise());
        Http2Stream stream = codec.connection().stream(id);
        if (stream == null || written.cause() != null) {
            return Optional.empty();
        }
        lastId = id;
        stream.setProperty(exchanges, exchange);
        codec.flush(context);
        return Optional.of(stream);
    }

    ChannelFuture send(Http2Stream stream, ByteBuf bytes, boolean end) {
        ChannelFuture written = codec.encoder().writeData(context, stream.id(), bytes, 0, end, context.newPromise());
        codec.flush(context);
        return written;
    }

    void end(Http2Stream stream) {
        send(stream, Unpooled.EMPTY_BUFFER, /* end= */ true);
    }

    void reset(Http2Stream stream, Http2Error why) {
        codec.encoder().writeRstStream(context, stream.id(), why.code(), context.newPromise());
        codec.flush(context);
    }

    /** So many bytes of an answer were taken: the upstream may send as many more. */
    void taken(Http2Stream stream, int count, int more) {
        Http2LocalFlowController windows = codec.connection().local().flowController();
        try {
            if (more > 0) {
                windows.incrementWindowSize(stream, more);
            }
            if (windows.consumeBytes(stream, count) || more > 0) {
                codec.flush(context);
            }
        } catch (Http2Exception broken) {
            codec.onError(context, /* outbound= */ true, broken);
        }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext heard, Http2Settings settings) {
        if (!ready) {
            ready = true;
            whenReady.run();
        } else {
            whenChanged.run();
        }
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext heard) {
        heartbeat.settled();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext heard, long data) {
        heartbeat.answered();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext heard, int id, Http2Headers head, int padding, boolean endOfStream) {
        Http2Exchange asking = of(id);
        if (asking != null) {
            asking.heard(head, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext heard,
            int id,
            Http2Headers head,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream) {
        onHeadersRead(heard, id, head, padding, endOfStream);
    }

    /** Tells the codec how many bytes were taken at once; those that wait for a client are not among them. */
    @Override
    public int onDataRead(ChannelHandlerContext heard, int id, ByteBuf bytes, int padding, boolean endOfStream) {
        Http2Exchange asking = of(id);
        if (asking == null) {
            return bytes.readableBytes() + padding;
        }
        asking.heard(BufferInternal.safeBuffer(bytes.retain()), endOfStream);
        return padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext heard, int id, long code) {
        Http2Exchange asking = of(id);
        if (asking != null) {
            asking.resetBecause(code);
        }
    }

    @Override
    public void onGoAwayReceived(int lastKnown, long code, ByteBuf words) {
        if (!leaving) {
            leaving = true;
            whenChanged.run();
        }
        if (requests() == 0) {
            context.close();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Http2Exchange asking = stream.getProperty(exchanges);
        if (asking != null) {
            boolean known = stream.id() <= lastKnownToPeer();
            asking.closed(known);
        }
        if (leaving && requests() == 0) {
            context.close();
        }
        whenChanged.run();
    }

    /** The last stream that the upstream says it may have begun with, once it has gone away. */
    private int lastKnownToPeer() {
        Http2Connection all = codec.connection();
        return all.goAwayReceived() ? all.local().lastStreamKnownByPeer() : Integer.MAX_VALUE;
    }

    private @Nullable Http2Exchange of(int id) {
        Http2Stream stream = codec.connection().stream(id);
        return stream == null ? null : stream.getProperty(exchanges);
    }
}
