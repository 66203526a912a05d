package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slices;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    /** Null where nothing is sent twice. */
    private final @Nullable ShadowLane shadow;

    private final Recorder recorder;
    /** Null where no reads go to the target. */
    private final @Nullable ReadCanary canary;

    private final UpstreamPool source;
    private final UpstreamPool target;
    private final List<Lot> lots;
    private final Reconnects reconnects;
    private final Clients clients;
    private final LoopLag lag = new LoopLag();
    private final TurnFlush turnFlush = new TurnFlush();
    private final Set<Exchange> inFlight = new HashSet<>();
    private final List<Elders> elders = new ArrayList<>();
    private Tenants tenants;
    private boolean leaving;

    /** What there is of each slice. */
    private static final class Lot {
        private final Parking parking;
        private final AtomicInteger writes = new AtomicInteger();
        private @Nullable Hold draining;

        Lot(Parking parking) {
            this.parking = parking;
        }

        void tellWhenDrained() {
            if (draining != null && writes.get() == 0) {
                draining.laneDrained();
                draining = null;
            }
        }
    }

    /** Writes that were routed by lists which have changed since. */
    private record Elders(Set<Exchange> writes, CompletableFuture<Void> over) {

        boolean tellIfOverWith(Exchange last) {
            writes.remove(last);
            return tellIfOver();
        }

        boolean tellIfOver() {
            return writes.isEmpty() && over.complete(null);
        }
    }

    Lane(
            Vertx vertx,
            Context loop,
            RouterSettings settings,
            TlsEngine engine,
            RouteTable table,
            RouterMeter meter,
            Observer observer,
            Optional<Shadow> shadow,
            Recorder recorder,
            Optional<ReadCanary> canary) {
        this.vertx = vertx;
        this.loop = loop;
        this.settings = settings;
        this.table = table;
        this.meter = meter;
        this.judge = settings.writes().judge();
        this.tenants = new Tenants(settings.slices(), settings.tenant());
        this.forwarding = new Forwarding(settings.front().hops());
        this.clients = new Clients(meter, settings, forwarding.trusted(), turnFlush);
        this.headersMax = settings.limits().of(Limit.HEADERS);
        this.bodyBytesMax = settings.limits().of(Limit.BODY);
        this.requestsPerConnectionMax = settings.limits().of(Limit.REQUESTS_PER_CONNECTION);
        this.observer = observer;
        this.recorder = recorder;
        this.canary = canary.orElse(null);
        this.source = Upstreams.pool(vertx, loop, settings, engine, Side.SOURCE, turnFlush, meter.of(Side.SOURCE));
        this.target = Upstreams.pool(vertx, loop, settings, engine, Side.TARGET, turnFlush, meter.of(Side.TARGET));
        this.shadow = shadow.map(
                        all -> new ShadowLane(vertx, loop, settings, engine, table, forwarding, turnFlush, all))
                .orElse(null);
        double releasePerSecond = (double) settings.hold().releasePerSecond() / settings.eventLoops();
        this.lots = IntStream.range(0, settings.slices().size())
                .mapToObj(slice -> new Lot(new Parking(this, slice, vertx, settings.hold(), releasePerSecond)))
                .toList();
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
        return lots.stream().mapToInt(lot -> lot.writes.get()).sum();
    }

    void hold(Hold hold) {
        Lot lot = lots.get(hold.slice());
        lot.parking.stop();
        lot.draining = hold;
        if (shadow != null) {
            shadow.held(hold.slice());
        }
        lot.tellWhenDrained();
    }

    /** Gives up the writes that still keep this hold waiting. */
    void cutStrays(Hold hold) {
        if (lots.get(hold.slice()).draining != hold) {
            return;
        }
        for (Exchange exchange : new ArrayList<>(inFlight)) {
            if (exchange.isWrite() && exchange.slice() == hold.slice()) {
                hold.meter().cut();
                exchange.fail(Failure.HOLD_CUT);
            }
        }
    }

    List<Stray> strays(int slice) {
        return inFlight.stream()
                .filter(exchange -> exchange.isWrite() && exchange.slice() == slice)
                .map(Exchange::stray)
                .toList();
    }

    void release(int slice) {
        Lot lot = lots.get(slice);
        lot.draining = null;
        lot.parking.release();
        reconnects.routed(slice, route(slice));
    }

    /**
     * Routes by these lists and shares from now on.
     *
     * @param over completed when no write is under way that was routed by others
     */
    void regroup(Slices now, CompletableFuture<Void> over) {
        tenants = tenants.with(now);
        reconnects.regrouped(tenants);
        Elders routed = new Elders(inFlight.stream().filter(Exchange::isWrite).collect(Collectors.toSet()), over);
        if (!routed.tellIfOver()) {
            elders.add(routed);
        }
    }

    void close() {
        for (int slice = 0; slice < lots.size(); slice++) {
            failParked(slice, Failure.CLOSING);
        }
        reconnects.askAll();
        if (shadow != null) {
            shadow.close();
        }
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

    void failParked(int slice, Failure failure) {
        Lot lot = lots.get(slice);
        lot.draining = null;
        lot.parking.failAll(failure);
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

    /** @param slice by its place */
    Route route(int slice) {
        return table.of(slice).route();
    }

    void send(Incoming incoming, Route route) {
        SliceCanary reads = canary == null || incoming.write() ? null : canary.of(incoming, route);
        // What is answered by the other side already says nothing of the route's.
        ShadowCopy copy = reads != null ? ShadowCopy.NONE : copy(incoming, route);
        Exchange exchange = new Exchange(this, incoming, route, copy, reads);
        inFlight.add(exchange);
        if (exchange.isWrite()) {
            lots.get(incoming.slice()).writes.incrementAndGet();
        }
        exchange.start();
    }

    private ShadowCopy copy(Incoming incoming, Route route) {
        ShadowCopy copy = shadow == null ? ShadowCopy.NONE : shadow.copy(incoming, route);
        return recorder.copy(incoming, route, copy);
    }

    OpenWrite beginWrite(@Nullable String tenant) {
        return canary == null ? OpenWrite.NONE : OpenWrite.begin(canary.writes(), vertx, tenant);
    }

    void over(Exchange exchange) {
        if (inFlight.remove(exchange) && exchange.isWrite()) {
            Lot lot = lots.get(exchange.slice());
            lot.writes.decrementAndGet();
            lot.tellWhenDrained();
            elders.removeIf(routed -> routed.tellIfOverWith(exchange));
        }
    }

    Clients clients() {
        return clients;
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
            refuse(client, request, witness, refusal.get());
            return;
        }
        Incoming incoming = Incoming.of(client, request, head, judge, tenants, witness);
        RequestCheck.Refusal unplaced = Tenants.refusal(incoming.slice());
        if (unplaced != null) {
            refuse(client, request, witness, unplaced);
            return;
        }
        meter.arrived();
        if (incoming.body() != RequestHead.Body.NONE) {
            request.pause();
        }
        RouteTable.Entry entry = table.of(incoming.slice());
        Hold hold = entry.hold();
        if (hold != null && incoming.write()) {
            lots.get(incoming.slice()).parking.park(incoming, hold.meter());
        } else {
            send(incoming, entry.route());
        }
    }

    private void refuse(
            ClientConnection client, HttpServerRequest request, Witness witness, RequestCheck.Refusal refusal) {
        meter.refused();
        Answer.refusal(this, client, request, refusal);
        witness.refused();
        witness.over();
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
