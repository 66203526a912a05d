package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with its share of the clients, its own connections to both sides and its own parked writes, so that
 * nothing on the way of a request is shared but the route. Confined to its event loop, except {@link #run} and
 * {@link #writesInFlight}.
 *
 * <p>A request is routed and counted within one turn of the loop. So once a task that was queued after a new route was
 * set has run, every write that was routed by an older one is in the count: this makes "0 in flight" exact.
 */
final class Lane {

    private static final long BUSY = Long.MAX_VALUE;

    private final Vertx vertx;
    private final Context loop;
    private final RouterSettings settings;
    private final RouteTable table;
    private final RouterMeter meter;
    private final UpstreamPool source;
    private final UpstreamPool target;
    private final Parking parking;
    private final Reconnects reconnects;
    private final Map<HttpConnection, Long> idleSince = new HashMap<>();
    private final Set<HttpConnection> closing = new HashSet<>();
    private final Set<Exchange> inFlight = new HashSet<>();
    private final AtomicInteger writes = new AtomicInteger();
    private @Nullable Hold draining;

    Lane(Vertx vertx, Context loop, RouterSettings settings, RouteTable table, RouterMeter meter) {
        this.vertx = vertx;
        this.loop = loop;
        this.settings = settings;
        this.table = table;
        this.meter = meter;
        HttpClientAgent client = Upstreams.client(vertx, settings);
        this.source = Upstreams.pool(client, settings, Side.SOURCE);
        this.target = Upstreams.pool(client, settings, Side.TARGET);
        this.parking = new Parking(
                this,
                vertx,
                settings.hold().requestsMax(),
                (double) settings.hold().releasePerSecond() / settings.eventLoops());
        this.reconnects = new Reconnects(
                vertx,
                meter,
                settings.limits().longLivedMax(),
                settings.timeouts().reconnect());
    }

    Future<HttpServer> listen(HttpServer server, int port) {
        server.connectionHandler(this::connected);
        server.requestHandler(this::accept);
        vertx.setPeriodic(Upstreams.sweepMillis(settings.timeouts()), due -> sweep());
        return server.listen(port, settings.front().host());
    }

    /** Runs a task on the lane's loop, after all that were given before. Thread-safe. */
    void run(Runnable task) {
        loop.runOnContext(now -> task.run());
    }

    /** Writes that were routed and are not over. Thread-safe. */
    int writesInFlight() {
        return writes.get();
    }

    void hold(Hold hold) {
        parking.stop();
        draining = hold;
        tellWhenDrained();
    }

    void release() {
        draining = null;
        parking.release();
        reconnects.routed(route());
    }

    void close() {
        failParked(Failure.CLOSING);
        reconnects.askAll();
    }

    void failParked(Failure failure) {
        draining = null;
        parking.failAll(failure);
    }

    Vertx vertx() {
        return vertx;
    }

    RouterMeter meter() {
        return meter;
    }

    Reconnects reconnects() {
        return reconnects;
    }

    UpstreamPool pool(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    Route route() {
        return table.current().route();
    }

    /**
     * What is already on its way behind a request that ended the connection would be carried out, but never answered.
     */
    void hearNoMoreFrom(HttpConnection client) {
        closing.add(client);
    }

    void send(Incoming incoming, Route route) {
        Exchange exchange = new Exchange(this, incoming, route);
        inFlight.add(exchange);
        if (exchange.isWrite()) {
            writes.incrementAndGet();
        }
        exchange.start();
    }

    void over(Exchange exchange) {
        if (inFlight.remove(exchange) && exchange.isWrite()) {
            writes.decrementAndGet();
            tellWhenDrained();
        }
    }

    /** The connection is no HTTP connection any more, so no idle one either. */
    void forget(HttpConnection client) {
        idleSince.remove(client);
    }

    private void tellWhenDrained() {
        if (draining != null && writes.get() == 0) {
            draining.laneDrained();
            draining = null;
        }
    }

    private void connected(HttpConnection client) {
        idleSince.put(client, System.nanoTime());
        client.closeHandler(closed -> {
            idleSince.remove(client);
            closing.remove(client);
        });
    }

    private void accept(HttpServerRequest request) {
        HttpConnection client = request.connection();
        if (closing.contains(client)) {
            return;
        }
        idleSince.replace(client, BUSY);
        request.response().endHandler(ended -> idleSince.replace(client, System.nanoTime()));
        Optional<RequestCheck.Refusal> refusal = RequestCheck.refusal(request);
        if (refusal.isPresent()) {
            meter.refused();
            Answer.refusal(this, request, refusal.get());
            return;
        }
        meter.arrived();
        Incoming incoming = Incoming.of(request);
        if (incoming.body() != Incoming.Body.NONE) {
            request.pause();
        }
        RouteTable.Entry entry = table.current();
        Hold hold = entry.hold();
        if (hold != null && incoming.write()) {
            parking.park(incoming, hold.meter());
        } else {
            send(incoming, entry.route());
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        long stuck = settings.timeouts().progress().toNanos();
        for (Exchange exchange : new ArrayList<>(inFlight)) {
            exchange.expireIfStuck(now, stuck);
        }
        reconnects.sweep(now, settings.timeouts().quiet().toNanos());
        source.closeStale(now);
        target.closeStale(now);
        closeIdleClients(now);
    }

    private void closeIdleClients(long now) {
        List<HttpConnection> idle = new ArrayList<>();
        long nanosMax = settings.timeouts().idleClient().toNanos();
        idleSince.forEach((client, since) -> {
            if (since != BUSY && now - since > nanosMax) {
                idle.add(client);
            }
        });
        idle.forEach(HttpConnection::close);
    }
}
