package dev.bailey.router;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/** Opens connections that speak HTTP/1.1. */
final class Http1Connector implements Connector {

    private final NetClient client;
    private final ConnectOptions upstream;
    private final HostAndPort peer;
    private final TrafficLimits limits;

    Http1Connector(Vertx vertx, RouterSettings settings, TlsEngine engine, Upstream upstream) {
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) settings.timeouts().connect().toMillis())
                .setSslEngineOptions(engine.options()));
        this.upstream = upstream.connect(settings.timeouts(), engine);
        this.peer = HostAndPort.create(upstream.host(), upstream.port());
        this.limits = settings.limits();
    }

    @Override
    public Future<UpstreamChannel> connect() {
        return client.connect(upstream).map(socket -> new Http1Channel(socket, peer, limits));
    }

    @Override
    public HostAndPort peer() {
        return peer;
    }
}
