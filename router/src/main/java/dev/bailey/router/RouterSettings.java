package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.net.URI;
import java.nio.file.Path;

/**
 * What one router is told at its start. Immutable.
 *
 * @param initial the route until another is published, unless the routes file holds a higher epoch
 * @param routesFile keeps the last route across restarts
 * @param writes which requests change something, and are held while a side is changed
 * @param telemetry what of single requests is shown
 * @param eventLoops each with its own connections to both sides
 */
public record RouterSettings(
        String name,
        Front front,
        Upstream source,
        Upstream target,
        Route initial,
        Path routesFile,
        WriteRules writes,
        HoldLimits hold,
        TrafficLimits limits,
        Timeouts timeouts,
        Telemetry telemetry,
        int eventLoops) {

    private static final int EVENT_LOOPS_MAX = 64;

    public RouterSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a router has a name");
        }
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
                Front.LOOPBACK,
                Upstream.of(source),
                Upstream.of(target),
                Route.to(Side.SOURCE, "everyone", 0),
                routesFile,
                WriteRules.BY_METHOD,
                HoldLimits.DEFAULT,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                Telemetry.NONE,
                1);
    }

    public RouterSettings listeningOn(String host, int port) {
        return with(front.listeningOn(host, port));
    }

    public RouterSettings with(Front newFront) {
        return new RouterSettings(
                name,
                newFront,
                source,
                target,
                initial,
                routesFile,
                writes,
                hold,
                limits,
                timeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings with(Upstream newSource, Upstream newTarget) {
        return new RouterSettings(
                name,
                front,
                newSource,
                newTarget,
                initial,
                routesFile,
                writes,
                hold,
                limits,
                timeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings startingWith(Route newInitial) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                newInitial,
                routesFile,
                writes,
                hold,
                limits,
                timeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings with(WriteRules newWrites) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                initial,
                routesFile,
                newWrites,
                hold,
                limits,
                timeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings with(HoldLimits newHold) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                initial,
                routesFile,
                writes,
                newHold,
                limits,
                timeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings with(TrafficLimits newLimits) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                initial,
                routesFile,
                writes,
                hold,
                newLimits,
                timeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings with(Timeouts newTimeouts) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                initial,
                routesFile,
                writes,
                hold,
                limits,
                newTimeouts,
                telemetry,
                eventLoops);
    }

    public RouterSettings with(Telemetry newTelemetry) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                initial,
                routesFile,
                writes,
                hold,
                limits,
                timeouts,
                newTelemetry,
                eventLoops);
    }

    public RouterSettings withEventLoops(int newEventLoops) {
        return new RouterSettings(
                name,
                front,
                source,
                target,
                initial,
                routesFile,
                writes,
                hold,
                limits,
                timeouts,
                telemetry,
                newEventLoops);
    }

    Upstream upstream(Side side) {
        return side == Side.SOURCE ? source : target;
    }
}
