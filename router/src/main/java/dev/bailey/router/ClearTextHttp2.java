package dev.bailey.router;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerRequestImpl;
import io.vertx.core.http.impl.http2.codec.Http2CodecServerChannelInitializer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.QueryParamDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first bytes of a connection in clear text, and makes one of HTTP/2 of it when they are its preface (RFC
 * 9113, 3.3). The server could do so itself, but then it would tell of no connection before its first request, so that
 * nobody could end one that stays silent; and it would take the upgrade of HTTP/1.1, which no client needs and which
 * servers do not read alike. Confined to the event loop of the connection.
 */
final class ClearTextHttp2 extends ChannelInboundHandlerAdapter {

    private static final ByteBuf PREFACE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", US_ASCII));

    private static final int PREFACE_BYTES = PREFACE.readableBytes();

    /** What makes HTTP/1.1 of bytes; some of them may be absent. */
    private static final String[] HTTP1_HANDLERS = {
        "httpDecoder", "httpEncoder", "webSocketExtensionHandler", "chunkedWriter"
    };

    private final TrafficLimits limits;
    private final HttpServerConnection client;
    private final Handler<HttpConnection> connected;
    private final Handler<HttpServerRequest> accept;
    private final Runnable closed;
    private @Nullable ByteBuf seen;

    private ClearTextHttp2(
            TrafficLimits limits,
            HttpServerConnection client,
            Handler<HttpConnection> connected,
            Handler<HttpServerRequest> accept,
            Runnable closed) {
        this.limits = limits;
        this.client = client;
        this.connected = connected;
        this.accept = accept;
        this.closed = closed;
    }

    /**
     * @param client as which the connection is known until it speaks
     * @param connected is given the connection of HTTP/2, if it becomes one
     * @param closed runs in place of the client's own close handler, if it becomes one
     */
    static void listen(
            TrafficLimits limits,
            HttpConnection client,
            Handler<HttpConnection> connected,
            Handler<HttpServerRequest> accept,
            Runnable closed) {
        HttpServerConnection connection = (HttpServerConnection) client;
        connection
                .channelHandlerContext()
                .pipeline()
                .addBefore("httpDecoder", null, new ClearTextHttp2(limits, connection, connected, accept, closed));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        ByteBuf all = seen == null ? read : seen.writeBytes(read);
        if (seen != null) {
            read.release();
        }
        int length = Math.min(all.readableBytes(), PREFACE_BYTES);
        boolean asHttp2 = ByteBufUtil.equals(all, all.readerIndex(), PREFACE, 0, length);
        if (asHttp2 && length < PREFACE_BYTES) {
            seen = seen == null ? context.alloc().buffer(PREFACE_BYTES).writeBytes(read) : seen;
            return;
        }
        seen = null;
        if (asHttp2) {
            change(context);
        }
        context.fireChannelRead(all);
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }

    private void change(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        for (String name : HTTP1_HANDLERS) {
            ChannelHandler handler = pipeline.get(name);
            if (handler != null) {
                pipeline.remove(handler);
            }
        }
        ContextInternal loop = client.context();
        new Http2CodecServerChannelInitializer(
                        null,
                        null,
                        null,
                        null,
                        false,
                        false,
                        Http2Front.settings(limits),
                        null,
                        loop::duplicate,
                        this::begin,
                        null,
                        false)
                .configureHttp2(loop, pipeline, /* ssl= */ false);
        // The handler that told of the client's end is gone.
        context.channel().closeFuture().addListener(end -> closed.run());
    }

    private void begin(HttpServerConnection connection) {
        // What a client broke is told to the client.
        connection.exceptionHandler(broken -> {});
        connection.setWindowSize(Http2Front.CONNECTION_WINDOW_BYTES);
        QueryParamDecoder decoder = new QueryParamDecoder(new QueryParamDecoderConfig());
        connection.streamHandler(stream -> new HttpServerRequestImpl(
                        accept,
                        stream,
                        stream.context(),
                        /* handle100ContinueAutomatically= */ false,
                        0,
                        0,
                        0,
                        decoder,
                        "")
                .init());
        connected.handle(connection);
    }
}
