package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * An open WebSocket between a client and its side: bytes both ways, until one of them closes. Whatever was sent before
 * that still arrives. Confined to its lane's event loop.
 */
final class WebSocketTunnel implements LongLived {

    /** To close at once would destroy the last frame on its way, if that end is still sending. */
    private static final long LINGER_MILLIS = 2_000;

    /** How long the one end may take for what the other has sent before it went. */
    private static final long FLUSH_MILLIS = 30_000;

    private final Lane lane;
    private final int slice;
    private final @Nullable String tenant;
    private final Side side;
    private final NetSocket client;
    private final NetSocket upstream;
    private final Witness witness;
    private final OpenWrite write;
    private final FrameFlow toUpstream;
    private final FrameFlow toClient;
    private long movedAt = System.nanoTime();
    private boolean asked;
    private boolean over;

    private WebSocketTunnel(
            Lane lane, Incoming incoming, Side side, NetSocket client, NetSocket upstream, OpenWrite write) {
        this.lane = lane;
        this.slice = incoming.slice();
        this.tenant = incoming.tenant();
        this.side = side;
        this.client = client;
        this.upstream = upstream;
        this.witness = incoming.witness();
        this.write = write;
        this.toUpstream = new FrameFlow(client, upstream, this::moved);
        this.toClient = new FrameFlow(upstream, client, this::moved);
    }

    /**
     * Answers the client's request with the switch, and passes on what follows.
     *
     * @param upstream paused, so that it says nothing before the client's end is there
     * @param write that counts for as long as it is open
     */
    static void begin(Lane lane, Side side, Incoming incoming, NetSocket upstream, OpenWrite write) {
        incoming.request().toNetSocket().onComplete(client -> {
            if (client.failed()) {
                upstream.close();
                write.over();
                incoming.witness().over();
            } else {
                new WebSocketTunnel(lane, incoming, side, client.result(), upstream, write).start();
            }
        });
    }

    private void start() {
        client.exceptionHandler(broken -> {});
        upstream.exceptionHandler(broken -> {});
        client.closeHandler(gone -> over(toUpstream, upstream));
        upstream.closeHandler(gone -> over(toClient, client));
        toUpstream.start();
        toClient.start();
        lane.reconnects().opened(this, lane.route(slice));
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public int slice() {
        return slice;
    }

    @Override
    public @Nullable String tenant() {
        return tenant;
    }

    @Override
    public boolean isServedBy(Route route) {
        return route.writes() == side;
    }

    /** The client hears of it first: what it has sent until then still goes to where it was sent. */
    @Override
    public void askToReconnect() {
        asked = true;
        toClient.endWith(CloseFrame.serviceRestart(), this::closeWhenBothKnow);
        toUpstream.endInPlaceOfClose(CloseFrame.goingAway(), this::closeWhenBothKnow);
    }

    @Override
    public void cut() {
        toUpstream.endWith(CloseFrame.goingAway(), () -> {});
        client.close();
        over(toUpstream, upstream);
    }

    @Override
    public void expireIfQuiet(long nanos, long nanosMax) {
        if (nanos - movedAt > nanosMax) {
            cut();
        }
    }

    private void closeWhenBothKnow() {
        if (toClient.hasEnded() && toUpstream.hasEnded()) {
            toClient.written().onComplete(done -> client.close());
        }
    }

    private void moved() {
        movedAt = System.nanoTime();
    }

    private void over(FrameFlow lastWords, NetSocket remaining) {
        if (over) {
            return;
        }
        over = true;
        // Its side may still be at work with what came last.
        write.givenUp();
        lane.reconnects().closed(this);
        lane.vertx().setTimer(asked ? LINGER_MILLIS : FLUSH_MILLIS, late -> remaining.close());
        if (!asked) {
            lastWords.finish().onComplete(done -> remaining.close());
        }
        witness.tunnelled(toUpstream.bytes(), toClient.bytes());
        witness.over();
    }
}
