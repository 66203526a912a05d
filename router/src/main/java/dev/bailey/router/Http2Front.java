package dev.bailey.router;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;

/** HTTP/2 with clients (RFC 9113): its limits, and what a request does not tell of its stream. */
final class Http2Front {

    /** Parked writes count, and a client whose streams are all parked could not even read. */
    static final int STREAMS_MAX = 1_000;

    static final long NO_ERROR = 0;
    static final long INTERNAL_ERROR = 2;
    static final long REFUSED_STREAM = 7;
    static final long CANCEL = 8;

    private static final int STREAM_WINDOW_BYTES = 65_535;

    /** So that what parked writes have sent never keeps those from sending on that were released. */
    static final int CONNECTION_WINDOW_BYTES = STREAMS_MAX * STREAM_WINDOW_BYTES;

    /** Each stream costs the upstream a request, also one that is taken back at once (CVE-2023-44487). */
    private static final int RESETS_MAX = 1_000;

    private static final Duration RESETS_WINDOW = Duration.ofSeconds(10);

    private Http2Front() {}

    static boolean is(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    static void limit(HttpServerOptions options, TrafficLimits limits) {
        Http2ServerConfig settings = settings(limits);
        options.setInitialSettings(settings.getInitialSettings())
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setHttp2RstFloodMaxRstFramePerWindow(settings.getRstFloodMaxRstFramePerWindow())
                .setHttp2RstFloodWindowDuration(
                        (int) settings.getRstFloodWindowDuration().toSeconds());
    }

    static Http2ServerConfig settings(TrafficLimits limits) {
        return new Http2ServerConfig()
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_MAX)
                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                        .setMaxHeaderListSize(limits.headerBytesMax()))
                .setConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setRstFloodMaxRstFramePerWindow(RESETS_MAX)
                .setRstFloodWindowDuration(RESETS_WINDOW);
    }

    /** Whether anything follows the head: a length is not needed for that, and an end comes only with the next turn. */
    static boolean hasBody(HttpServerRequest request) {
        Http2Stream stream = streams(request.connection()).stream((int) request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    /**
     * Has the codec look once more whether a stream can be written to. Under load it may miss that, with TLS at least
     * (4.2.18), and then nobody is ever told.
     */
    static void wake(HttpServerRequest request) {
        Http2ConnectionHandler codec = codec(request.connection());
        Http2Stream stream = codec.connection().stream((int) request.streamId());
        if (stream == null) {
            return;
        }
        try {
            codec.encoder().flowController().incrementWindowSize(stream, 0);
        } catch (Http2Exception broken) {
            throw new IllegalStateException("a window that grows by nothing", broken);
        }
    }

    static boolean hasStreams(HttpConnection client) {
        return client.protocolVersion() == HttpVersion.HTTP_2 && streams(client).numActiveStreams() > 0;
    }

    private static Http2Connection streams(HttpConnection client) {
        return codec(client).connection();
    }

    private static Http2ConnectionHandler codec(HttpConnection client) {
        HttpServerConnection connection = (HttpServerConnection) client;
        return (Http2ConnectionHandler) connection.channelHandlerContext().handler();
    }
}
