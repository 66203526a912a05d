package dev.bailey.router;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The connections of a lane's clients, from the moment they come. Confined to its event loop. */
final class Clients {

    private final RouterMeter meter;
    private final TrafficLimits limits;
    private final TrustedPeers trusted;
    private final TurnFlush turnFlush;
    private final boolean proxyProtocol;
    private final boolean tls;
    private final long headNanosMax;
    private final long idleNanosMax;
    private final Map<HttpConnection, ClientConnection> connections = new HashMap<>();

    Clients(RouterMeter meter, RouterSettings settings, TrustedPeers trusted, TurnFlush turnFlush) {
        this.meter = meter;
        this.limits = settings.limits();
        this.trusted = trusted;
        this.turnFlush = turnFlush;
        this.proxyProtocol = settings.front().hops().proxyProtocol();
        this.tls = settings.front().tls().isPresent();
        this.headNanosMax = settings.timeouts().requestHead().toNanos();
        this.idleNanosMax = settings.timeouts().idleClient().toNanos();
    }

    /** A connection that failed before it was one. */
    void failed(Throwable failure) {
        if (failure instanceof HAProxyProtocolException) {
            meter.clients().turnedAway(TurnedAway.NO_PROXY_HEADER);
        }
    }

    /** @param accept takes the requests of a connection that turns out to speak HTTP/2 in clear text */
    void connected(HttpConnection connection, Handler<HttpServerRequest> accept) {
        ClientConnection client = new ClientConnection(connection, trusted);
        Optional<TurnedAway> turnedAway = proxyProtocol && !isFromTrustedPeer(connection)
                ? Optional.of(TurnedAway.NOT_TRUSTED)
                : meter.clients().enter(client, limits);
        if (turnedAway.isPresent()) {
            meter.clients().turnedAway(turnedAway.get());
            connection.close();
            return;
        }
        Channel channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        RequestDecoder.install(channel.pipeline(), limits);
        turnFlush.join(channel.pipeline());
        client.head().join(channel.pipeline());
        keep(client);
        if (tls) {
            // The server's own timer has watched over the handshake, and would now cut off who is parked.
            channel.pipeline().remove("idle");
        } else {
            ClearTextHttp2.listen(
                    limits, connection, http2 -> becameHttp2(client, http2), accept, () -> forget(client));
        }
        // A WebSocket is no HTTP connection any more, but still one of a client.
        channel.closeFuture().addListener(closed -> meter.clients().left(client));
    }

    /** The same client, who has entered already, and whose streams are known by another connection from now on. */
    private void becameHttp2(ClientConnection before, HttpConnection http2) {
        forget(before);
        keep(new ClientConnection(http2, trusted));
    }

    private void keep(ClientConnection client) {
        connections.put(client.http(), client);
        client.http().closeHandler(closed -> forget(client));
    }

    /** Whoever was named by the header has no say in it. */
    private boolean isFromTrustedPeer(HttpConnection connection) {
        return trusted.contain(connection.remoteAddress(/* real= */ true).hostAddress());
    }

    @Nullable ClientConnection of(HttpConnection connection) {
        return connections.get(connection);
    }

    /** The connection is no HTTP connection any more, so no idle one either. */
    void forget(ClientConnection client) {
        connections.remove(client.http());
    }

    /**
     * Whoever speaks HTTP/2 hears at once that no more streams are taken, and has the answers of those that are open.
     */
    void sendHttp2Away(Duration closeMax) {
        for (ClientConnection client : new ArrayList<>(connections.values())) {
            client.sendAwayIfHttp2(closeMax);
        }
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    void closeIdle(long nanosMax, long nanos) {
        for (ClientConnection client : new ArrayList<>(connections.values())) {
            if (client.isIdleLongerThan(nanosMax, nanos)) {
                client.http().close();
            }
        }
    }

    void sweep(long nanos) {
        for (ClientConnection client : new ArrayList<>(connections.values())) {
            if (client.isSlowerThan(headNanosMax, nanos)) {
                meter.refused();
                client.hearNoMore();
                client.head().refuse();
            } else if (client.isIdleLongerThan(idleNanosMax, nanos)) {
                client.http().close();
            }
        }
    }
}
