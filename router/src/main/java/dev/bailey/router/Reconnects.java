package dev.bailey.router;

import dev.bailey.core.Route;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The long-lived connections of one lane. When a new route leaves some of them on the wrong side, they are asked to
 * come again, one after the other so that their clients do not all come at once; who is still there at the end of the
 * budget is cut. Confined to the lane's event loop.
 */
final class Reconnects {

    private static final long TICK_MILLIS = 10;
    private static final long NO_TIMER = -1;

    /** The last one asked needs time to answer as well. */
    private static final double ASKING_PART = 0.8;

    private final Vertx vertx;
    private final RouterMeter meter;
    private final int max;
    private final Duration budget;
    private final Set<LongLived> open = new LinkedHashSet<>();
    private final Set<LongLived> toAsk = new LinkedHashSet<>();
    /** With the time at which each is cut, the earliest first. */
    private final Map<LongLived, Long> asked = new LinkedHashMap<>();

    private long beganAt;
    private int asksInAll;
    private int asksDone;
    private long timer = NO_TIMER;

    Reconnects(Vertx vertx, RouterMeter meter, int max, Duration budget) {
        this.vertx = vertx;
        this.meter = meter;
        this.max = max;
        this.budget = budget;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    boolean isFull() {
        return open.size() >= max;
    }

    /** @param route the one of now: it may have changed while the connection was being made */
    void opened(LongLived one, Route route) {
        open.add(one);
        meter.of(one.side()).opened();
        if (!one.isServedBy(route)) {
            if (timer == NO_TIMER) {
                beganAt = System.nanoTime();
            }
            ask(one);
            schedule();
        }
    }

    void closed(LongLived one) {
        if (open.remove(one)) {
            toAsk.remove(one);
            asked.remove(one);
            meter.of(one.side()).closed();
        }
    }

    /** @param slice whose connections they are, by its place */
    void routed(int slice, Route route) {
        toAsk.removeIf(one -> one.slice() == slice);
        for (LongLived one : open) {
            if (one.slice() == slice && !one.isServedBy(route) && !asked.containsKey(one)) {
                toAsk.add(one);
            }
        }
        begin();
    }

    /** @param tenants by whom a slice would be another one now than when its connection was opened */
    void regrouped(Tenants tenants) {
        for (LongLived one : open) {
            if (one.slice() != tenants.slice(one.tenant()) && !asked.containsKey(one)) {
                toAsk.add(one);
            }
        }
        begin();
    }

    /** For a router that closes: there is no time to spread them. */
    void askAll() {
        toAsk.clear();
        beganAt = System.nanoTime();
        List<LongLived> everyone = new ArrayList<>(open);
        everyone.removeAll(asked.keySet());
        everyone.forEach(this::ask);
    }

    void sweep(long nanos, long nanosMax) {
        for (LongLived one : new ArrayList<>(open)) {
            one.expireIfQuiet(nanos, nanosMax);
        }
    }

    private void begin() {
        beganAt = System.nanoTime();
        asksInAll = toAsk.size();
        asksDone = 0;
        if (timer == NO_TIMER) {
            tick();
        }
    }

    private void tick() {
        timer = NO_TIMER;
        long now = System.nanoTime();
        double spread = budget.toNanos() * ASKING_PART;
        while (!toAsk.isEmpty() && asksDone <= asksInAll * ((now - beganAt) / spread)) {
            LongLived next = toAsk.iterator().next();
            toAsk.remove(next);
            asksDone++;
            ask(next);
        }
        cutWhoIsLate(now);
        schedule();
    }

    private void schedule() {
        boolean idle = timer == NO_TIMER;
        if (idle && (!toAsk.isEmpty() || !asked.isEmpty())) {
            timer = vertx.setTimer(TICK_MILLIS, due -> tick());
        }
    }

    private void ask(LongLived one) {
        asked.put(one, beganAt + budget.toNanos());
        meter.of(one.side()).askedToReconnect();
        one.askToReconnect();
    }

    private void cutWhoIsLate(long now) {
        while (!asked.isEmpty()) {
            Map.Entry<LongLived, Long> first = asked.entrySet().iterator().next();
            if (now - first.getValue() < 0) {
                return;
            }
            LongLived late = first.getKey();
            asked.remove(late);
            meter.of(late.side()).cut();
            late.cut();
        }
    }
}
