package dev.bailey.router;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;

/** Opens connections that speak HTTP/2: by ALPN over TLS, else from the first byte on. */
final class Http2Connector implements Connector {

    private static final String H2 = "h2";

    private final Vertx vertx;
    private final NetClient client;
    private final ConnectOptions upstream;
    private final HostAndPort peer;
    private final TrafficLimits limits;
    private final Duration connectMax;
    private final Duration answerMax;
    private final WindowBudget budget = new WindowBudget();

    Http2Connector(Vertx vertx, RouterSettings settings, TlsEngine engine, Upstream upstream) {
        this.vertx = vertx;
        this.connectMax = settings.timeouts().connect();
        this.answerMax = settings.timeouts().answer();
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) connectMax.toMillis())
                .setSslEngineOptions(engine.options()));
        this.upstream = upstream.connect(settings.timeouts(), engine);
        if (upstream.byTls()) {
            this.upstream.getSslOptions().setUseAlpn(true).setApplicationLayerProtocols(List.of(H2));
        }
        this.peer = HostAndPort.create(upstream.host(), upstream.port());
        this.limits = settings.limits();
    }

    @Override
    public Future<UpstreamChannel> connect() {
        return client.connect(upstream).compose(this::speak);
    }

    @Override
    public HostAndPort peer() {
        return peer;
    }

    /** A request is given to none that has not shown that it understands it. */
    private Future<UpstreamChannel> speak(NetSocket socket) {
        if (socket.isSsl() && !H2.equals(socket.applicationLayerProtocol())) {
            socket.close();
            return Future.failedFuture(new ProtocolException("it chose another protocol"));
        }
        Promise<UpstreamChannel> spoken = Promise.promise();
        Http2Channel channel =
                new Http2Channel(socket, peer, limits, budget, new Heartbeat(answerMax, System.nanoTime()));
        long timer = vertx.setTimer(connectMax.toMillis(), late -> channel.close());
        channel.whenReady(() -> {
            vertx.cancelTimer(timer);
            spoken.complete(channel);
        });
        channel.whenClosed(() -> {
            vertx.cancelTimer(timer);
            spoken.tryFail(new ProtocolException("it ended the connection without a word of HTTP/2"));
        });
        return spoken.future();
    }
}
