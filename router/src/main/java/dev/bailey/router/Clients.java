package dev.bailey.router;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;
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
    private final long headNanosMax;
    private final long idleNanosMax;
    private final Map<HttpConnection, ClientConnection> connections = new HashMap<>();

    Clients(RouterMeter meter, RouterSettings settings, TrustedPeers trusted, TurnFlush turnFlush) {
        this.meter = meter;
        this.limits = settings.limits();
        this.trusted = trusted;
        this.turnFlush = turnFlush;
        this.proxyProtocol = settings.front().hops().proxyProtocol();
        this.headNanosMax = settings.timeouts().requestHead().toNanos();
        this.idleNanosMax = settings.timeouts().idleClient().toNanos();
    }

    /** A connection that failed before it was one. */
    void failed(Throwable failure) {
        if (failure instanceof HAProxyProtocolException) {
            meter.clients().turnedAway(TurnedAway.NO_PROXY_HEADER);
        }
    }

    void connected(HttpConnection connection) {
        ClientConnection client = new ClientConnection(connection, trusted);
        Optional<TurnedAway> turnedAway = proxyProtocol && !isFromTrustedPeer(connection)
                ? Optional.of(TurnedAway.NOT_TRUSTED)
                : meter.clients().enter(client, limits);
        if (turnedAway.isPresent()) {
            meter.clients().turnedAway(turnedAway.get());
            connection.close();
            return;
        }
        Channel channel = ((VertxConnection) connection).channelHandlerContext().channel();
        RequestDecoder.install(channel.pipeline(), limits);
        turnFlush.join(channel.pipeline());
        client.head().join(channel.pipeline());
        connections.put(connection, client);
        connection.closeHandler(closed -> connections.remove(connection));
        // A WebSocket is no HTTP connection any more, but still one of a client.
        channel.closeFuture().addListener(closed -> meter.clients().left(client));
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
