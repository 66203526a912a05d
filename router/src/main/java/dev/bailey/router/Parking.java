package dev.bailey.router;

import dev.bailey.core.Route;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The parked writes of one slice in one lane, oldest first. A linked set, because any of them may leave when its client
 * does. Confined to the lane's event loop.
 */
final class Parking {

    private static final long TICK_MILLIS = 5;

    /** A loop that was late does not make up for more than this at once. */
    private static final double CREDIT_SECONDS_MAX = 0.02;

    private static final long NO_TIMER = -1;

    private final Lane lane;
    private final int slice;
    private final Vertx vertx;
    private final HoldLimits limits;
    /** The JDK's own transport does not tell that a client has gone whose input is not read. */
    private final boolean seesWhoLeaves;

    private final double releasePerSecond;
    private final Set<Parked> parked = new LinkedHashSet<>();
    private double credit;
    private long creditedAt;
    private long timer = NO_TIMER;

    Parking(Lane lane, int slice, Vertx vertx, HoldLimits limits, double releasePerSecond) {
        this.lane = lane;
        this.slice = slice;
        this.vertx = vertx;
        this.limits = limits;
        this.seesWhoLeaves = vertx.isNativeTransportEnabled();
        this.releasePerSecond = releasePerSecond;
    }

    /** A write and since when it waits. Equal only to itself. */
    private static final class Parked {
        final Incoming incoming;
        final HoldMeter meter;
        final long bytes;
        final long since = System.nanoTime();

        Parked(Incoming incoming, HoldMeter meter, long bytes) {
            this.incoming = incoming;
            this.meter = meter;
            this.bytes = bytes;
        }

        long nanos() {
            return System.nanoTime() - since;
        }
    }

    void park(Incoming incoming, HoldMeter meter) {
        boolean small = incoming.body() == RequestHead.Body.SMALL;
        boolean unread = !small && seesWhoLeaves && incoming.client().stopReading();
        long bytes = Footprint.of(incoming, unread);
        if (!lane.meter().takeParkingPlace(bytes, limits)) {
            incoming.client().readOn();
            meter.refused();
            refuse(incoming, Failure.HOLD_FULL, meter, 0);
            return;
        }
        Parked entry = new Parked(incoming, meter, bytes);
        parked.add(entry);
        meter.parked();
        HttpServerResponse response = incoming.request().response();
        response.exceptionHandler(broken -> {});
        response.closeHandler(gone -> clientGone(entry));
    }

    private void clientGone(Parked entry) {
        if (parked.remove(entry)) {
            lane.meter().clientGone();
            entry.meter.clientGone(entry.nanos());
            // last, so that whoever sees the place free finds it counted why
            lane.meter().freeParkingPlace(entry.bytes);
            Witness witness = entry.incoming.witness();
            witness.held(entry.nanos());
            witness.clientGone();
            witness.over();
        }
    }

    /** Lets go at the set pace, to wherever the route then says, until all are gone or the next hold begins. */
    void release() {
        stop();
        credit = CREDIT_SECONDS_MAX * releasePerSecond;
        creditedAt = System.nanoTime();
        tick();
    }

    /** Keeps who is still here for the next hold. */
    void stop() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    void failAll(Failure failure) {
        stop();
        while (!parked.isEmpty()) {
            Parked oldest = leave();
            long nanos = oldest.nanos();
            oldest.meter.failed(nanos);
            oldest.incoming.witness().held(nanos);
            refuse(oldest.incoming, failure, oldest.meter, nanos);
        }
    }

    private void tick() {
        timer = NO_TIMER;
        Route route = lane.route(slice);
        if (route.held()) {
            return;
        }
        long now = System.nanoTime();
        double earned = releasePerSecond * (now - creditedAt) / TimeUnit.SECONDS.toNanos(1);
        // At least one, or a very slow pace would never be reached.
        double creditMax = Math.max(1, CREDIT_SECONDS_MAX * releasePerSecond);
        credit = Math.min(creditMax, credit + earned);
        creditedAt = now;
        while (credit >= 1 && !parked.isEmpty() && !lane.pool(route.writes()).isCrowded()) {
            credit--;
            Parked oldest = leave();
            long nanos = oldest.nanos();
            oldest.meter.released(nanos);
            oldest.incoming.witness().held(nanos);
            lane.send(oldest.incoming, route);
        }
        if (!parked.isEmpty()) {
            timer = vertx.setTimer(TICK_MILLIS, due -> tick());
        }
    }

    private Parked leave() {
        Iterator<Parked> all = parked.iterator();
        Parked oldest = all.next();
        all.remove();
        lane.meter().freeParkingPlace(oldest.bytes);
        oldest.incoming.client().readOn();
        return oldest;
    }

    private void refuse(Incoming incoming, Failure failure, HoldMeter hold, long heldNanos) {
        lane.meter().failedUnrouted(failure, hold, heldNanos);
        Answer.failure(lane, incoming, failure, Optional.empty());
        incoming.witness().failed(failure);
        incoming.witness().over();
    }
}
