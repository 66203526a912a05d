package dev.bailey.router;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Frames of HTTP/2 as the one who asks reads and writes them (RFC 9113), and what of them must not be: heads that are
 * malformed, bodies that do not fit their length, floods. Confined to its event loop.
 */
final class Http2Codec extends Http2ConnectionHandler {

    private boolean heard;

    private Http2Codec(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        super(decoder, encoder, settings, /* decoupleCloseAndGoAway= */ true);
    }

    static Http2Codec asking(TrafficLimits limits, Http2FrameListener listener) {
        return new Builder(limits, listener).build();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        heard = true;
        super.channelRead(context, bytes);
    }

    /** Whether the other end has said anything since this was asked before. */
    boolean heard() {
        boolean anything = heard;
        heard = false;
        return anything;
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Codec, Builder> {

        private final Http2FrameListener listener;

        Builder(TrafficLimits limits, Http2FrameListener listener) {
            this.listener = listener;
            Http2Connection connection = new DefaultHttp2Connection(/* server= */ false);
            // All requests are alike to the router: the dear way of sharing by weights has nothing to weigh.
            connection
                    .remote()
                    .flowController(new DefaultHttp2RemoteFlowController(
                            connection, new UniformStreamByteDistributor(connection)));
            connection(connection);
            initialSettings(new Http2Settings().pushEnabled(false).maxHeaderListSize(limits.headerBytesMax()));
            validateHeaders(true);
            validateRequiredPseudoHeaders(true);
            // What is too much for the upstream is its own to refuse.
            encoderIgnoreMaxHeaderListSize(true);
            // Clients share the table of headers. Whoever could guess the secrets of another by the length of what is
            // sent
            // must not find them there (RFC 7541, 7.1).
            headerSensitivityDetector((name, value) -> Http2Heads.isSecret(name));
        }

        @Override
        protected Http2Codec build() {
            return super.build();
        }

        @Override
        protected Http2Codec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            decoder.frameListener(listener);
            return new Http2Codec(decoder, encoder, settings);
        }
    }
}
