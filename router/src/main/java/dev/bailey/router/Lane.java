package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    /** Clients that use their connection at all use it within this, and hear with an answer that it ends. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LEAVE_TICK_MILLIS = 50;
    private static final long LEAVE_MILLIS_MIN = 100;

    private final Vertx vertx;
    private final Context loop;
    private final RouterSettings settings;
    private final RouteTable table;
    private final RouterMeter meter;
    private final WriteRules.Judge judge;
    private final Forwarding forwarding;
    private final long headersMax;
    private final long bodyBytesMax;
    private final long requestsPerConnectionMax;
    private final Observer observer;
    private final UpstreamPool source;
    private final UpstreamPool target;
    private final Parking parking;
    private final Reconnects reconnects;
    private final Clients clients;
    private final LoopLag lag = new LoopLag();
    private final TurnFlush turnFlush = new TurnFlush();
    private final Set<Exchange> inFlight = new HashSet<>();
    private final AtomicInteger writes = new AtomicInteger();
    private @Nullable Hold draining;
    private boolean leaving;

    Lane(
            Vertx vertx,
            Context loop,
            RouterSettings settings,
            TlsEngine engine,
            RouteTable table,
            RouterMeter meter,
            Observer observer) {
        this.vertx = vertx;
        this.loop = loop;
        this.settings = settings;
        this.table = table;
        this.meter = meter;
        this.judge = settings.writes().judge();
        this.forwarding = new Forwarding(settings.front().hops());
        this.clients = new Clients(meter, settings, forwarding.trusted(), turnFlush);
        this.headersMax = settings.limits().of(Limit.HEADERS);
        this.bodyBytesMax = settings.limits().of(Limit.BODY);
        this.requestsPerConnectionMax = settings.limits().of(Limit.REQUESTS_PER_CONNECTION);
        this.observer = observer;
        this.source = Upstreams.pool(vertx, loop, settings, engine, Side.SOURCE, turnFlush, meter);
        this.target = Upstreams.pool(vertx, loop, settings, engine, Side.TARGET, turnFlush, meter);
        this.parking = new Parking(
                this, vertx, settings.hold(), (double) settings.hold().releasePerSecond() / settings.eventLoops());
        this.reconnects = new Reconnects(
                vertx,
                meter,
                settings.limits().longLivedMax(),
                settings.timeouts().reconnect());
    }

    Future<HttpServer> listen(HttpServer server, int port) {
        server.connectionHandler(connection -> clients.connected(connection, this::accept));
        server.exceptionHandler(clients::failed);
        server.requestHandler(this::accept);
        server.invalidRequestHandler(unread -> Answer.unreadable(this, unread));
        vertx.setPeriodic(Upstreams.sweepMillis(settings.timeouts()), due -> sweep());
        lag.start(vertx);
        return server.listen(port, settings.front().listen().host());
    }

    /** Runs a task on the lane's loop, after all that were given before. Thread-safe. */
    void run(Runnable task) {
        loop.runOnContext(now -> task.run());
    }

    /** Thread-safe. */
    CompletableFuture<LaneFigures> figures() {
        CompletableFuture<LaneFigures> figures = new CompletableFuture<>();
        run(() -> figures.complete(new LaneFigures(source.figures(), target.figures())));
        return figures;
    }

    /** How late its loop is. Thread-safe. */
    Stopwatch lag() {
        return lag.lag();
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

    /** Gives up the writes that still keep this hold waiting. */
    void cutStrays(Hold hold) {
        if (draining != hold) {
            return;
        }
        for (Exchange exchange : new ArrayList<>(inFlight)) {
            if (exchange.isWrite()) {
                hold.meter().cut();
                exchange.fail(Failure.HOLD_CUT);
            }
        }
    }

    List<Stray> strays() {
        return inFlight.stream().filter(Exchange::isWrite).map(Exchange::stray).toList();
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

    /**
     * Ends each connection with its next answer, and those that are idle after a moment.
     *
     * @param nobodyComes completes once no more connections can come
     * @param empty completed when none is left then
     */
    void leave(CompletableFuture<Void> nobodyComes, CompletableFuture<Void> empty) {
        leaving = true;
        reconnects.askAll();
        long began = System.nanoTime();
        vertx.setPeriodic(LEAVE_TICK_MILLIS, timer -> {
            long now = System.nanoTime();
            // Looked at before the clients: whoever came until then is among them, a turn later at most.
            boolean all = nobodyComes.isDone() && now - began > TimeUnit.MILLISECONDS.toNanos(LEAVE_MILLIS_MIN);
            clients.sendHttp2Away(settings.timeouts().close());
            if (now - began > IDLE_NANOS) {
                clients.closeIdle(IDLE_NANOS, now);
            }
            if (all && clients.isEmpty() && inFlight.isEmpty() && reconnects.isEmpty()) {
                vertx.cancelTimer(timer);
                empty.complete(null);
            }
        });
    }

    /** Whether each answer is the last one of its connection. */
    boolean isLeaving() {
        return leaving;
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

    Forwarding forwarding() {
        return forwarding;
    }

    long bodyBytesMax() {
        return bodyBytesMax;
    }

    long requestsPerConnectionMax() {
        return requestsPerConnectionMax;
    }

    UpstreamPool pool(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /** They need a connection for themselves. */
    boolean takesWebSockets(Side side) {
        return settings.upstream(side).protocol() == Upstream.Protocol.HTTP_1_1;
    }

    Route route() {
        return table.current().route();
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

    Clients clients() {
        return clients;
    }

    private void tellWhenDrained() {
        if (draining != null && writes.get() == 0) {
            draining.laneDrained();
            draining = null;
        }
    }

    private void accept(HttpServerRequest request) {
        ClientConnection client = clients.of(request.connection());
        if (client == null || client.isEnding()) {
            return;
        }
        if (!Http2Front.is(request)) {
            client.busy();
            request.response().endHandler(ended -> client.idle());
        }
        Witness witness = observer.witness(forwarding, client, request);
        RequestHead head = RequestHead.of(request);
        Optional<RequestCheck.Refusal> refusal = RequestCheck.refusal(request, head, headersMax, bodyBytesMax);
        if (refusal.isPresent()) {
            meter.refused();
            Answer.refusal(this, client, request, refusal.get());
            witness.refused();
            witness.over();
            return;
        }
        meter.arrived();
        Incoming incoming = Incoming.of(client, request, head, judge, witness);
        if (incoming.body() != RequestHead.Body.NONE) {
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
        long answer = settings.timeouts().answer().toNanos();
        long progress = settings.timeouts().progress().toNanos();
        long quiet = settings.timeouts().quiet().toNanos();
        for (Exchange exchange : new ArrayList<>(inFlight)) {
            exchange.expireIfStuck(now, answer, progress, quiet);
        }
        reconnects.sweep(now, quiet);
        source.sweep(now);
        target.sweep(now);
        clients.sweep(now);
    }
}
