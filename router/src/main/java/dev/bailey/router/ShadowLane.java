package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slices;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The shadow of one lane: its own connections to both sides, and what it has under way. Confined to its event loop,
 * except {@link #run}.
 */
final class ShadowLane {

    private static final long SWEEP_MILLIS_MAX = 250;
    private static final int SWEEPS_A_DEADLINE = 8;

    /** Whom nobody wants to be told of. */
    private static final ClientName UNNAMED = new ClientName("", 0, "", 0);

    private final Context loop;
    private final RouteTable table;
    private final Forwarding forwarding;
    private final Shadow shadow;
    private final ShadowMeter meter;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final ShadowRules rules;
    private final Slices slices;
    private final UpstreamPool source;
    private final UpstreamPool target;
    private final ShadowBreaker sourceBreaker = new ShadowBreaker();
    private final ShadowBreaker targetBreaker = new ShadowBreaker();
    private final InstantSource clock = InstantSource.system();
    private final boolean namesClients;
    private final int bodyBytesMax;
    private final long bytesMax;
    private final long deadlineNanos;
    private final int callsMax;
    /** Those that begin in the next turn of the loop, when the users' answers are on their way. */
    private final Deque<KeptCopy> due = new ArrayDeque<>();
    /** Oldest first, and so the next whose time is over first. */
    private final Set<ShadowCall> calls = new LinkedHashSet<>();

    private long bytes;
    private boolean scheduled;
    private boolean closed;

    ShadowLane(
            Vertx vertx,
            Context loop,
            RouterSettings settings,
            TlsEngine engine,
            RouteTable table,
            Forwarding forwarding,
            TurnFlush flush,
            Shadow shadow) {
        ShadowSettings limits = shadow.settings();
        int lanes = settings.eventLoops();
        int connections = Math.max(1, limits.connectionsMax() / lanes);
        int waiting = limits.waitingMax() / lanes;
        RouterSettings own = settings.with(
                settings.limits().with(Limit.CONNECTIONS, connections).with(Limit.WAITING, waiting));
        this.loop = loop;
        this.table = table;
        this.forwarding = forwarding;
        this.shadow = shadow;
        this.meter = shadow.meter();
        this.rules = new ShadowRules(limits);
        this.slices = settings.slices();
        this.source = Upstreams.pool(vertx, loop, own, engine, Side.SOURCE, flush, meter.of(Side.SOURCE));
        this.target = Upstreams.pool(vertx, loop, own, engine, Side.TARGET, flush, meter.of(Side.TARGET));
        this.namesClients = settings.source().proxyProtocol().isPresent()
                || settings.target().proxyProtocol().isPresent();
        this.bodyBytesMax = limits.bodyBytesMax();
        this.bytesMax = limits.bytesMax() / lanes;
        this.deadlineNanos = limits.deadline().toNanos();
        this.callsMax = connections + waiting;
        vertx.setPeriodic(
                Math.max(
                        1,
                        Math.min(SWEEP_MILLIS_MAX, TimeUnit.NANOSECONDS.toMillis(deadlineNanos) / SWEEPS_A_DEADLINE)),
                tick -> sweep(System.nanoTime()));
        shadow.joined(this);
    }

    /** Runs a task on the lane's loop. Thread-safe. */
    void run(Runnable task) {
        loop.runOnContext(now -> task.run());
    }

    /** Keeps what is needed of a request that is about to be sent, if it is in the sample. */
    ShadowCopy copy(Incoming incoming, Route route) {
        double share = shadow.share();
        if (share <= 0
                || ThreadLocalRandom.current().nextDouble() >= share
                || slices.all().get(incoming.slice()).validates()
                || incoming.request().headers().contains(Shadow.MARK)) {
            return ShadowCopy.NONE;
        }
        meter.sampled();
        if (incoming.upgrade() || incoming.isGrpc()) {
            return leaveOut(ShadowDrop.STREAM);
        }
        Optional<ShadowRules.Terms> terms = rules.terms(incoming);
        if (terms.isEmpty()) {
            return leaveOut(ShadowDrop.UNSAFE);
        }
        if (table.of(incoming.slice()).hold() != null) {
            return leaveOut(ShadowDrop.HELD);
        }
        KeptCopy copy = new KeptCopy(this, incoming, route, terms.get(), bodyBytesMax);
        if (isFull()) {
            return leaveOut(ShadowDrop.QUEUE_FULL);
        }
        if (!breaker(copy.side().opposite()).letsThrough(System.nanoTime())) {
            return leaveOut(ShadowDrop.CIRCUIT_OPEN);
        }
        return copy.begin() ? copy : leaveOut(ShadowDrop.MEMORY_FULL);
    }

    private ShadowCopy leaveOut(ShadowDrop because) {
        meter.dropped(because);
        return ShadowCopy.NONE;
    }

    void leftOut(ShadowDrop because) {
        meter.dropped(because);
    }

    /** The user has the answer. */
    void send(KeptCopy copy) {
        if (closed || isFull()) {
            copy.forget();
            meter.dropped(closed ? ShadowDrop.CLOSING : ShadowDrop.QUEUE_FULL);
            return;
        }
        due.add(copy);
        if (!scheduled) {
            scheduled = true;
            loop.runOnContext(next -> sendDue());
        }
    }

    private void sendDue() {
        scheduled = false;
        for (KeptCopy copy = due.poll(); copy != null; copy = due.poll()) {
            Optional<ShadowDrop> obstacle = obstacle(copy.slice(), copy.route().epoch());
            if (obstacle.isPresent()) {
                copy.forget();
                meter.dropped(obstacle.get());
            } else {
                begin(copy);
            }
        }
    }

    private void begin(KeptCopy copy) {
        Incoming incoming = copy.incoming();
        ShadowedRequest request = copy.request(forwarding, namesClients ? forwarding.name(incoming) : UNNAMED);
        int status = copy.status();
        ShadowCall.Ending ending;
        if (shadow.pairs().areWanted()) {
            ShadowAnswer primary = copy.answer();
            ending = (call, outcome) -> compared(call, primary, outcome);
        } else {
            ending = (call, outcome) -> counted(call, status, outcome);
        }
        begin(new ShadowCall(this, copy.side().opposite(), request, copy.handOver(), ending));
    }

    /** Only a read can be sent where it may arrive after the sides have changed: nothing is written there twice. */
    private Optional<ShadowDrop> obstacle(int slice, long epoch) {
        if (closed) {
            return Optional.of(ShadowDrop.CLOSING);
        }
        RouteTable.Entry entry = table.of(slice);
        if (entry.hold() != null) {
            return Optional.of(ShadowDrop.HELD);
        }
        return entry.route().epoch() == epoch ? Optional.empty() : Optional.of(ShadowDrop.MOVED);
    }

    private void compared(ShadowCall call, ShadowAnswer primary, ShadowOutcome outcome) {
        counted(call, primary.status(), outcome);
        boolean sent = !(outcome instanceof ShadowDrop drop) || drop.isOfTheSide();
        if (sent) {
            shadow.pairs().offer(call.request(), primary, outcome, call.bytes());
        }
    }

    private void counted(ShadowCall call, int status, ShadowOutcome outcome) {
        if (outcome instanceof ShadowAnswer answer) {
            boolean isKnown = status == NOT_MODIFIED && call.request().asksOtherwise();
            meter.compared(isKnown ? OK : status, answer.status());
        }
        ended(call, outcome);
    }

    void ask(Side side, ShadowedRequest request, Consumer<ShadowOutcome> told) {
        Optional<ShadowDrop> obstacle = request.isRepeatable()
                ? Optional.empty()
                : obstacle(request.place().slice(), request.epoch());
        if (obstacle.isEmpty() && !request.isRepeatable() && side == request.answeredBy()) {
            obstacle = Optional.of(ShadowDrop.UNSAFE);
        }
        if (obstacle.isEmpty() && closed) {
            obstacle = Optional.of(ShadowDrop.CLOSING);
        }
        if (obstacle.isEmpty() && !breaker(side).letsThrough(System.nanoTime())) {
            obstacle = Optional.of(ShadowDrop.CIRCUIT_OPEN);
        }
        if (obstacle.isEmpty() && isFull()) {
            obstacle = Optional.of(ShadowDrop.QUEUE_FULL);
        }
        if (obstacle.isEmpty() && !charge(request.bytes())) {
            obstacle = Optional.of(ShadowDrop.MEMORY_FULL);
        }
        if (obstacle.isPresent()) {
            meter.dropped(obstacle.get());
            told.accept(obstacle.get());
            return;
        }
        begin(new ShadowCall(this, side, request, request.bytes(), (call, outcome) -> {
            ended(call, outcome);
            told.accept(outcome);
        }));
    }

    private void begin(ShadowCall call) {
        calls.add(call);
        meter.of(call.side()).sent();
        call.start();
    }

    private void ended(ShadowCall call, ShadowOutcome outcome) {
        calls.remove(call);
        free(call.bytes());
        if (outcome instanceof ShadowDrop drop) {
            meter.dropped(drop);
            if (drop.isOfTheSide()) {
                breaker(call.side()).failed(System.nanoTime());
            }
        } else {
            breaker(call.side()).answered();
            meter.of(call.side()).answered(call.tookNanos());
        }
    }

    /** Writes are held from here on: what is not a read must have come to its end on the other side as well. */
    void held(int slice) {
        for (ShadowCall call : new ArrayList<>(calls)) {
            if (call.request().place().slice() == slice && !call.request().isRepeatable()) {
                call.cancel(ShadowDrop.HELD);
            }
        }
    }

    void close() {
        closed = true;
        sendDue();
        for (ShadowCall call : new ArrayList<>(calls)) {
            call.cancel(ShadowDrop.CLOSING);
        }
    }

    UpstreamPool pool(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    int bodyBytesMax() {
        return bodyBytesMax;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether so much more may be kept, which is then counted. */
    boolean charge(int more) {
        boolean fits = bytes + more <= bytesMax;
        if (fits) {
            bytes += more;
        }
        return fits;
    }

    void free(int less) {
        bytes -= less;
    }

    private boolean isFull() {
        return calls.size() + due.size() >= callsMax;
    }

    private ShadowBreaker breaker(Side side) {
        return side == Side.SOURCE ? sourceBreaker : targetBreaker;
    }

    private void sweep(long nanos) {
        Iterator<ShadowCall> oldest = calls.iterator();
        while (oldest.hasNext()) {
            ShadowCall next = oldest.next();
            if (!next.isOlderThan(deadlineNanos, nanos)) {
                break;
            }
            next.expire();
            // What it ends may begin others.
            oldest = calls.iterator();
        }
        source.sweep(nanos);
        target.sweep(nanos);
    }
}
