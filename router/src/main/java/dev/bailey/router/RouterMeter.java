package dev.bailey.router;

import dev.bailey.core.Side;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a router has seen since its start. Thread-safe. */
public final class RouterMeter {

    /** Older ones are forgotten: a migration has few, and a report names the last ones. */
    private static final int HOLDS_MAX = 256;

    private final Troubles troubles = new Troubles(InstantSource.system());
    private final SideMeter source = new SideMeter(Side.SOURCE, troubles);
    private final SideMeter target = new SideMeter(Side.TARGET, troubles);
    private final FailureCounts unrouted = new FailureCounts();
    private final ClientMeter clients = new ClientMeter();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder clientsGone = new LongAdder();
    private final LongAdder heldEver = new LongAdder();
    private final AtomicInteger heldNow = new AtomicInteger();
    private final AtomicLong heldBytes = new AtomicLong();
    private final Stopwatch held = new Stopwatch();
    private final Deque<HoldMeter> holds = new ArrayDeque<>();

    RouterMeter() {}

    public Snapshot snapshot() {
        SideTraffic onSource = source.snapshot();
        SideTraffic onTarget = target.snapshot();
        return new Snapshot(
                requests.sum(),
                onSource.failed() + onTarget.failed() + unrouted.total(),
                unrouted.byReason(),
                refused.sum(),
                clientsGone.sum(),
                clients.open(),
                clients.byReason(),
                heldNow.get(),
                heldEver.sum(),
                held.percentiles(),
                onSource,
                onTarget);
    }

    /** What this side made of its requests since the start. */
    public SideAnswers answers(Side side) {
        return of(side).answers();
    }

    /** The hold that began last, over or not. */
    public Optional<HoldReport> lastHold() {
        synchronized (holds) {
            return Optional.ofNullable(holds.peekLast()).map(HoldMeter::report);
        }
    }

    /** Oldest first, at most the last {@value #HOLDS_MAX}. */
    public List<HoldReport> holds() {
        List<HoldMeter> kept;
        synchronized (holds) {
            kept = new ArrayList<>(holds);
        }
        return kept.stream().map(HoldMeter::report).toList();
    }

    /** The times in which requests fared badly, oldest first, at most the last few hundred. */
    public List<Trouble> troubles() {
        return troubles.windows();
    }

    HoldMeter holdBegan(String slice, long epoch) {
        HoldMeter hold = new HoldMeter(slice, epoch, held, troubles);
        synchronized (holds) {
            holds.addLast(hold);
            if (holds.size() > HOLDS_MAX) {
                holds.removeFirst();
            }
        }
        return hold;
    }

    ClientMeter clients() {
        return clients;
    }

    /** How long requests were parked. */
    Stopwatch held() {
        return held;
    }

    SideMeter of(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    void arrived() {
        requests.increment();
    }

    void refused() {
        refused.increment();
    }

    void clientGone() {
        clientsGone.increment();
    }

    /** @param heldNanos how long it was parked; 0 where there was no place for it */
    void failedUnrouted(Failure failure, HoldMeter hold, long heldNanos) {
        unrouted.add(failure);
        troubles.failedParked(failure, hold.epoch(), heldNanos);
    }

    /** Takes one of the places for parked requests of the whole router, if one is free and large enough. */
    boolean takeParkingPlace(long bytes, HoldLimits limits) {
        boolean fits = heldNow.incrementAndGet() <= limits.requestsMax();
        fits &= heldBytes.addAndGet(bytes) <= limits.bytesMax();
        if (fits) {
            heldEver.increment();
        } else {
            freeParkingPlace(bytes);
        }
        return fits;
    }

    void freeParkingPlace(long bytes) {
        heldNow.decrementAndGet();
        heldBytes.addAndGet(-bytes);
    }

    /** What the parked requests keep in memory, as far as it is known. */
    long heldBytes() {
        return heldBytes.get();
    }

    /**
     * The figures at one moment; counts are since the start, so that two of them give a rate. Immutable.
     *
     * @param requests taken on; those that the router refused as wrong are not among them
     * @param failed not answered by a side, for whatever reason
     * @param unroutedFailures of these, those that never went to a side
     * @param refused answered 4xx, 501 or 505 by the router because the request itself was wrong
     * @param clientsGone clients that left before their answer
     * @param clients connections of clients open now
     * @param turnedAway connections that were closed before any request on them
     * @param heldNow parked now
     * @param held parked ever
     * @param heldMillis how long they were parked; null while there is none
     */
    public record Snapshot(
            long requests,
            long failed,
            Map<Failure, Long> unroutedFailures,
            long refused,
            long clientsGone,
            long clients,
            Map<TurnedAway, Long> turnedAway,
            int heldNow,
            long held,
            @Nullable Percentiles heldMillis,
            SideTraffic source,
            SideTraffic target) {

        public Snapshot {
            unroutedFailures = Map.copyOf(unroutedFailures);
            turnedAway = Map.copyOf(turnedAway);
        }

        public SideTraffic of(Side side) {
            return side == Side.SOURCE ? source : target;
        }
    }
}
