package dev.bailey.router;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import org.jspecify.annotations.Nullable;

/** The route that requests follow now, with the hold it belongs to. Read once per request. Thread-safe. */
final class RouteTable {

    private final String router;
    private volatile Entry current;

    /** @param hold there if and only if the route is held */
    record Entry(Route route, @Nullable Hold hold) {

        Entry {
            if (route.held() != (hold != null)) {
                throw new IllegalArgumentException("a held route has a hold, and no other has one: " + route);
            }
        }
    }

    RouteTable(String router, Route initial) {
        this.router = router;
        this.current = new Entry(initial, null);
    }

    Entry current() {
        return current;
    }

    /** Only one thread at a time may set; {@link Switchboard} sees to that. */
    void set(Route route, @Nullable Hold hold) {
        current = new Entry(route, hold);
    }

    /** Only a higher epoch of the same slice may follow, so that a late message changes nothing. */
    void requireNewer(Route next) {
        Route now = current.route();
        if (!next.slice().equals(now.slice())) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "router " + router + " routes slice " + now.slice() + ", not " + next.slice());
        }
        if (next.epoch() <= now.epoch()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "router " + router + " follows epoch " + now.epoch() + " and takes no route of epoch "
                            + next.epoch() + ": ask it for its route and start from there");
        }
    }
}
