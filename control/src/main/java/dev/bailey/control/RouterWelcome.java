package dev.bailey.control;

import dev.bailey.core.Route;
import java.util.List;

/**
 * What a router is told when it joins, and keeps for a start without the control plane. Immutable.
 *
 * @param service whose requests it takes
 * @param part the plan's own text about that service and its holds, as JSON, its placeholders not filled in: secrets do
 *     not travel
 * @param routes of every slice, as decided last
 */
public record RouterWelcome(String migration, String service, String part, List<Route> routes) {

    /** Of its text, in characters: a plan may list a million tenants. */
    public static final int LENGTH_MAX = 100_000_000;

    public RouterWelcome {
        routes = List.copyOf(routes);
    }
}
