package dev.bailey.router;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Slices;
import dev.bailey.core.Traffic;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the route of a slice: sets it, tells every lane, keeps it on disk. Slices do not meet. Thread-safe.
 *
 * <p>Setting and telling happen under one lock, so that all lanes hear of all changes in the same order; the deadline
 * of a hold takes the same lock, so that either the deadline or the next route comes first, never half of each. The
 * disk has a thread of its own: it may be slow, and a hold must still end in time. The route is set before it is kept:
 * traffic must not stand still for a full disk.
 */
final class Switchboard implements Traffic {

    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    private final String name;
    private final Vertx vertx;
    private final RouteTable table;
    private final List<Lane> lanes;
    private final RouterMeter meter;
    private final RoutesFile file;
    private final Executor disk;
    private final Optional<Duration> closeStraysAfter;

    /** The last hold of each slice, unless it has ended. */
    private final Map<Integer, Holding> holdings = new HashMap<>();

    /** A hold with what ends it. */
    private record Holding(Hold hold, Route route, long timer, CompletionStage<Void> stage) {}

    Switchboard(
            String name,
            Vertx vertx,
            RouteTable table,
            List<Lane> lanes,
            RouterMeter meter,
            RoutesFile file,
            Executor disk,
            HoldLimits limits) {
        this.name = name;
        this.vertx = vertx;
        this.table = table;
        this.lanes = List.copyOf(lanes);
        this.meter = meter;
        this.file = file;
        this.disk = disk;
        this.closeStraysAfter = limits.closeStraysAfter();
    }

    @Override
    public Route confirmed(String slice) {
        return table.of(table.place(slice)).route();
    }

    List<Route> routes() {
        return table.routes();
    }

    @Override
    public synchronized CompletionStage<Void> hold(Route held, Duration limit) {
        if (!held.held() || limit.toMillis() < 1) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "a hold needs a held route and a limit of at least 1 ms: " + held + ", " + limit));
        }
        int slice;
        try {
            slice = table.place(held.slice());
            Holding last = holdings.get(slice);
            if (last != null && held.equals(table.of(slice).route())) {
                return last.stage();
            }
            table.requireNewer(slice, held);
        } catch (Problem refused) {
            return CompletableFuture.failedFuture(refused);
        }
        supersede(slice, held);
        Hold hold = new Hold(slice, meter.holdBegan(held.slice(), held.epoch()), lanes.size());
        table.set(slice, held, hold);
        lanes.forEach(lane -> lane.run(() -> lane.hold(hold)));
        long timer = vertx.setTimer(limit.toMillis(), due -> deadline(hold));
        closeStraysAfter.ifPresent(after ->
                vertx.setTimer(after.toMillis(), due -> lanes.forEach(lane -> lane.run(() -> lane.cutStrays(hold)))));
        CompletionStage<Void> stage = keptAndDrained(held, hold);
        holdings.put(slice, new Holding(hold, held, timer, stage));
        return stage;
    }

    @Override
    public synchronized CompletionStage<Void> publish(Route route) {
        if (route.held()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("a held route needs a limit, so it is held, not published: " + route));
        }
        int slice;
        try {
            slice = table.place(route.slice());
            if (route.equals(table.of(slice).route())) {
                return keep(route);
            }
            table.requireNewer(slice, route);
        } catch (Problem refused) {
            return CompletableFuture.failedFuture(refused);
        }
        supersede(slice, route);
        table.set(slice, route, null);
        lanes.forEach(lane -> lane.run(() -> lane.release(slice)));
        return keep(route);
    }

    /** Takes other lists and shares for the same slices; done when no write is under way that came by others. */
    synchronized CompletionStage<Void> regroup(Slices now) {
        Optional<Problem> refused = table.obstacle(now);
        if (refused.isPresent()) {
            return CompletableFuture.failedFuture(refused.get());
        }
        List<CompletableFuture<Void>> over = new ArrayList<>();
        for (Lane lane : lanes) {
            CompletableFuture<Void> its = new CompletableFuture<>();
            lane.run(() -> lane.regroup(now, its));
            over.add(its);
        }
        return CompletableFuture.allOf(over.toArray(CompletableFuture<?>[]::new));
    }

    /** The router's own end of a hold: who is parked gets 503, never the old side. */
    private synchronized void deadline(Hold hold) {
        Holding last = holdings.get(hold.slice());
        if (last == null || last.hold() != hold) {
            return;
        }
        Route held = last.route();
        holdings.remove(hold.slice());
        Route served = new Route(held.slice(), held.reads(), held.writes(), /* held= */ false, held.epoch());
        table.set(hold.slice(), served, null);
        hold.meter().endedByItself();
        unfinished(held.slice()).thenAccept(strays -> hold.fail(endedTooSoon(held, strays)));
        lanes.forEach(lane -> lane.run(() -> lane.failParked(hold.slice(), Failure.HOLD_ENDED)));
        LOG.warn(
                "{}: the hold of {} in epoch {} ended by itself; new writes go to the {}",
                name,
                held.slice(),
                held.epoch(),
                served.writes().label());
        keep(served).exceptionally(problem -> {
            LOG.warn("{}: {}", name, problem.getMessage());
            return null;
        });
    }

    private Problem endedTooSoon(Route held, String strays) {
        return new Problem(
                Problem.Kind.BUSY,
                "router " + name + " ended its hold of epoch " + held.epoch() + " before it was there ("
                        + (strays.isEmpty() ? "the last write has just ended" : strays)
                        + "): look at slow requests, or allow a longer hold");
    }

    @Override
    public CompletionStage<String> unfinished(String slice) {
        int place = table.place(slice);
        List<CompletableFuture<List<Stray>>> told = new ArrayList<>();
        for (Lane lane : lanes) {
            CompletableFuture<List<Stray>> its = new CompletableFuture<>();
            lane.run(() -> its.complete(lane.strays(place)));
            told.add(its);
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> Stray.sentence(
                        told.stream().flatMap(its -> its.join().stream()).toList()));
    }

    private void supersede(int slice, Route next) {
        Holding last = holdings.remove(slice);
        if (last == null) {
            return;
        }
        vertx.cancelTimer(last.timer());
        last.hold()
                .fail(new Problem(
                        Problem.Kind.CONFLICT,
                        "router " + name + " got epoch " + next.epoch()
                                + " before the writes in flight of its hold of epoch "
                                + last.route().epoch() + " were over"));
    }

    /** Fails with the problem itself, not wrapped, and never runs what the caller appends on an event loop. */
    private CompletionStage<Void> keptAndDrained(Route held, Hold hold) {
        CompletableFuture<Void> both = new CompletableFuture<>();
        keep(held).whenComplete((kept, unkept) -> {
            if (unkept != null) {
                both.completeExceptionally(unkept);
            } else {
                hold.drained().whenCompleteAsync((drained, failed) -> complete(both, failed), disk);
            }
        });
        return both;
    }

    private CompletionStage<Void> keep(Route route) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        try {
            disk.execute(() -> {
                try {
                    file.write(route, table.routes());
                    kept.complete(null);
                } catch (RuntimeException e) {
                    kept.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            kept.completeExceptionally(new Problem(Problem.Kind.UNREACHABLE, "router " + name + " is closed", e));
        }
        return kept;
    }

    private static void complete(CompletableFuture<Void> stage, @Nullable Throwable failure) {
        if (failure == null) {
            stage.complete(null);
        } else {
            stage.completeExceptionally(failure);
        }
    }
}
