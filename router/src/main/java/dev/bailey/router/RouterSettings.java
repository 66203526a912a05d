package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.net.URI;
import java.nio.file.Path;

/**
 * What one router is told at its start. Immutable.
 *
 * @param port 0 for any free one
 * @param source where the source serves, {@code http://host:port}
 * @param target where the target serves
 * @param initial the route until another is published, unless the routes file holds a higher epoch
 * @param routesFile keeps the last route across restarts
 * @param eventLoops each with its own connections to both sides
 */
public record RouterSettings(
        String name,
        String listenHost,
        int port,
        URI source,
        URI target,
        Route initial,
        Path routesFile,
        HoldLimits hold,
        TrafficLimits limits,
        Timeouts timeouts,
        int eventLoops) {

    private static final int EVENT_LOOPS_MAX = 64;

    public RouterSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a router has a name");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("router " + name + ": a port lies in 0..65535: " + port);
        }
        requireHttp(name, Side.SOURCE, source);
        requireHttp(name, Side.TARGET, target);
        if (initial.held()) {
            throw new IllegalArgumentException("router " + name + ": the initial route is not held: " + initial);
        }
        if (eventLoops < 1 || eventLoops > EVENT_LOOPS_MAX) {
            throw new IllegalArgumentException(
                    "router " + name + ": event loops lie in 1.." + EVENT_LOOPS_MAX + ": " + eventLoops);
        }
    }

    /** Listens on any free port of the loopback address, everyone on the source, every limit at its default. */
    public static RouterSettings of(String name, URI source, URI target, Path routesFile) {
        return new RouterSettings(
                name,
                "127.0.0.1",
                0,
                source,
                target,
                Route.to(Side.SOURCE, "everyone", 0),
                routesFile,
                HoldLimits.DEFAULT,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                1);
    }

    public RouterSettings listeningOn(String newHost, int newPort) {
        return new RouterSettings(
                name, newHost, newPort, source, target, initial, routesFile, hold, limits, timeouts, eventLoops);
    }

    public RouterSettings startingWith(Route newInitial) {
        return new RouterSettings(
                name, listenHost, port, source, target, newInitial, routesFile, hold, limits, timeouts, eventLoops);
    }

    public RouterSettings with(HoldLimits newHold) {
        return new RouterSettings(
                name, listenHost, port, source, target, initial, routesFile, newHold, limits, timeouts, eventLoops);
    }

    public RouterSettings with(TrafficLimits newLimits) {
        return new RouterSettings(
                name, listenHost, port, source, target, initial, routesFile, hold, newLimits, timeouts, eventLoops);
    }

    public RouterSettings with(Timeouts newTimeouts) {
        return new RouterSettings(
                name, listenHost, port, source, target, initial, routesFile, hold, limits, newTimeouts, eventLoops);
    }

    public RouterSettings withEventLoops(int newEventLoops) {
        return new RouterSettings(
                name, listenHost, port, source, target, initial, routesFile, hold, limits, timeouts, newEventLoops);
    }

    URI upstream(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    private static void requireHttp(String name, Side side, URI uri) {
        boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getRawUserInfo() != null || !bare) {
            // The address is not printed: it may hold a password.
            throw new IllegalArgumentException(
                    "router " + name + ": the " + side.label() + " is given as http://host:port, without more");
        }
    }
}
