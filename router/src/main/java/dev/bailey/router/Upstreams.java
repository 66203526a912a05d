package dev.bailey.router;

import dev.bailey.core.Side;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the sockets of a router are set up, towards clients and towards both sides. */
final class Upstreams {

    private static final long SWEEP_MILLIS_MAX = 1_000;

    private Upstreams() {}

    static HttpServerOptions server(RouterSettings settings, TlsEngine engine, @Nullable KeyCertOptions keys) {
        HttpServerOptions options = new HttpServerOptions()
                .setReusePort(settings.front().sharesPort())
                .setMaxInitialLineLength(settings.limits().initialLineBytesMax())
                .setMaxHeaderSize(settings.limits().headerBytesMax())
                // A client that is parked would be cut off by the server's own idle timer: the lane keeps its own.
                .setIdleTimeout(0)
                .setUseProxyProtocol(settings.front().hops().proxyProtocol())
                .setProxyProtocolTimeout(settings.timeouts().proxyHeader().toMillis())
                .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
                // All that a connection does happens on its lane's loop: without the queue that would let other threads
                // write, half the memory of a parked request is saved.
                .setStrictThreadMode(true)
                .setHttp2ClearTextEnabled(false)
                // WebSockets are passed on with whatever their ends agree upon; these would look at every request for
                // it.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setHandle100ContinueAutomatically(false);
        Http2Front.limit(options, settings.limits());
        settings.front()
                .tls()
                .ifPresent(tls -> tls.secure(
                        options,
                        engine,
                        Objects.requireNonNull(keys),
                        settings.timeouts().idleClient()));
        return options;
    }

    static UpstreamPool pool(
            Vertx vertx,
            Context loop,
            RouterSettings settings,
            TlsEngine engine,
            Side side,
            TurnFlush flush,
            Reachability.Told told) {
        Upstream upstream = settings.upstream(side);
        boolean shared = upstream.protocol() == Upstream.Protocol.H2;
        Connector connector = shared
                ? new Http2Connector(vertx, settings, engine, upstream)
                : new Http1Connector(vertx, settings, engine, upstream);
        Dialer dialer = new Dialer(connector, settings.timeouts(), flush, new Reachability(told));
        return shared
                ? new Http2Pool(dialer, settings.limits(), settings.timeouts())
                : new Http1Pool(loop, dialer, settings.limits(), settings.timeouts(), upstream.proxyProtocol());
    }

    /** Often enough that no timeout is overstepped by more than a quarter. */
    static long sweepMillis(Timeouts timeouts) {
        long shortest = Stream.of(
                        timeouts.answer(),
                        timeouts.progress(),
                        timeouts.requestHead(),
                        timeouts.idleClient(),
                        timeouts.idleUpstream())
                .mapToLong(Duration::toMillis)
                .min()
                .orElseThrow();
        return Math.max(1, Math.min(SWEEP_MILLIS_MAX, shortest / 4));
    }
}
