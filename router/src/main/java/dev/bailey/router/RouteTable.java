package dev.bailey.router;

import dev.bailey.core.Problem;
import dev.bailey.core.Regrouping;
import dev.bailey.core.Route;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The route that requests of each slice follow now, with the hold it belongs to. Read once per request. Thread-safe.
 */
final class RouteTable {

    private final String router;
    private final Slices slices;
    private final AtomicReferenceArray<Entry> entries;

    /** Places of slices that the process before this one held as it ended. Confined to the one that sets. */
    private final Set<Integer> interrupted = new HashSet<>();

    /** @param hold there if and only if the route is held */
    record Entry(Route route, @Nullable Hold hold) {

        Entry {
            if (route.held() != (hold != null)) {
                throw new IllegalArgumentException("a held route has a hold, and no other has one: " + route);
            }
        }
    }

    /**
     * Holds nothing yet.
     *
     * @param initial of each slice, in their order; those that are held were so when an earlier process ended
     */
    RouteTable(String router, Slices slices, List<Route> initial) {
        this.router = router;
        this.slices = slices;
        this.entries = new AtomicReferenceArray<>(slices.size());
        for (int slice = 0; slice < slices.size(); slice++) {
            Route route = initial.get(slice);
            if (route.held()) {
                interrupted.add(slice);
            }
            entries.set(
                    slice,
                    new Entry(
                            new Route(route.slice(), route.reads(), route.writes(), /* held= */ false, route.epoch()),
                            null));
        }
    }

    /** @param slice by its place */
    Entry of(int slice) {
        return entries.get(slice);
    }

    /** Those of all slices, in their order. */
    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (int slice = 0; slice < entries.length(); slice++) {
            routes.add(entries.get(slice).route());
        }
        return routes;
    }

    /** The place of a slice that is routed here. */
    int place(String slice) {
        for (int place = 0; place < slices.size(); place++) {
            if (slices.all().get(place).name().equals(slice)) {
                return place;
            }
        }
        throw new Problem(
                Problem.Kind.CONFLICT,
                "router " + router + " routes slice "
                        + slices.all().stream().map(Slice::name).collect(Collectors.joining(", ")) + ", not " + slice);
    }

    /** Why requests cannot go by these lists and shares now; empty when they can. */
    Optional<Problem> obstacle(Slices now) {
        if (!new Regrouping(slices, now).isOfMembersAlone()) {
            return Optional.of(new Problem(Problem.Kind.CONFLICT, "router " + router + " routes other slices"));
        }
        if (routes().stream().anyMatch(Route::held)) {
            return Optional.of(new Problem(
                    Problem.Kind.BUSY, "router " + router + " holds writes, which go on by the lists they came by"));
        }
        return Optional.empty();
    }

    /** Only one thread at a time may set; {@link Switchboard} sees to that. */
    void set(int slice, Route route, @Nullable Hold hold) {
        interrupted.remove(slice);
        entries.set(slice, new Entry(route, hold));
    }

    /**
     * Only a higher epoch of the same slice may follow, so that a late message changes nothing; or the hold again in
     * which an earlier process ended.
     */
    void requireNewer(int slice, Route next) {
        Route now = of(slice).route();
        boolean again = next.held() && next.epoch() == now.epoch() && interrupted.contains(slice);
        if (next.epoch() <= now.epoch() && !again) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "router " + router + " follows epoch " + now.epoch() + " and takes no route of epoch "
                            + next.epoch() + ": ask it for its route and start from there");
        }
    }
}
