package dev.bailey.router;

import dev.bailey.core.Side;
import io.vertx.core.net.NetSocket;

/**
 * An open WebSocket between a client and its side: bytes both ways, until one of them closes. Whatever was sent before
 * that still arrives. Confined to its lane's event loop.
 */
final class WebSocketTunnel {

    private final Lane lane;
    private final Side side;
    private final NetSocket client;
    private final NetSocket upstream;
    private final FrameFlow toUpstream;
    private final FrameFlow toClient;
    private boolean over;

    WebSocketTunnel(Lane lane, Side side, NetSocket client, NetSocket upstream) {
        this.lane = lane;
        this.side = side;
        this.client = client;
        this.upstream = upstream;
        this.toUpstream = new FrameFlow(client, upstream, () -> {});
        this.toClient = new FrameFlow(upstream, client, () -> {});
    }

    void start() {
        lane.meter().of(side).opened();
        client.exceptionHandler(broken -> {});
        upstream.exceptionHandler(broken -> {});
        client.closeHandler(gone -> over(toUpstream, upstream));
        upstream.closeHandler(gone -> over(toClient, client));
        toUpstream.start();
        toClient.start();
    }

    private void over(FrameFlow lastWords, NetSocket remaining) {
        if (over) {
            return;
        }
        over = true;
        lane.meter().of(side).closed();
        lastWords.written().onComplete(done -> remaining.close());
    }
}
