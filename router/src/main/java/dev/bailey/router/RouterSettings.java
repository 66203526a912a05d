package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one router is told at its start. Immutable.
 *
 * @param slices among which requests are told apart
 * @param tenant by which they are; where there is none, every request is of the last slice
 * @param initial the route of each slice, in their order, until another is published, unless the routes file holds a
 *     higher epoch
 * @param routesFile keeps the last routes across restarts
 * @param writes which requests change something, and are held while a side is changed
 * @param telemetry what of single requests is shown
 * @param shadow which requests go to the other side as well, if any do
 * @param nativeTls whether TLS may be spoken by a native library, which takes less CPU than the JDK, where there is one
 * @param eventLoops each with its own connections to both sides
 */
public record RouterSettings(
        String name,
        Front front,
        Upstream source,
        Upstream target,
        Slices slices,
        Optional<TenantRule> tenant,
        List<Route> initial,
        Path routesFile,
        WriteRules writes,
        HoldLimits hold,
        TrafficLimits limits,
        Timeouts timeouts,
        Telemetry telemetry,
        Optional<ShadowSettings> shadow,
        boolean nativeTls,
        int eventLoops) {

    private static final String EVERYONE = "everyone";

    private static final int EVENT_LOOPS_MAX = 64;

    public RouterSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a router has a name");
        }
        initial = List.copyOf(initial);
        if (!initial.stream()
                .map(Route::slice)
                .toList()
                .equals(slices.all().stream().map(Slice::name).toList())) {
            throw new IllegalArgumentException("router " + name + ": each slice has a first route: " + initial);
        }
        if (initial.stream().anyMatch(Route::held)) {
            throw new IllegalArgumentException("router " + name + ": no first route is held: " + initial);
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
                Slices.everyone(EVERYONE),
                Optional.empty(),
                List.of(Route.to(Side.SOURCE, EVERYONE, 0)),
                routesFile,
                WriteRules.BY_METHOD,
                HoldLimits.DEFAULT,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                Telemetry.NONE,
                Optional.empty(),
                /* nativeTls= */ true,
                1);
    }

    public RouterSettings listeningOn(String host, int port) {
        return with(front.listeningOn(new ListenAddress(host, port)));
    }

    public RouterSettings with(Front newFront) {
        return changed(draft -> draft.front = newFront);
    }

    public RouterSettings with(Upstream newSource, Upstream newTarget) {
        return changed(draft -> {
            draft.source = newSource;
            draft.target = newTarget;
        });
    }

    /** Everyone in one slice, which begins with this route. */
    public RouterSettings startingWith(Route newInitial) {
        return with(Slices.everyone(newInitial.slice()), Optional.empty(), List.of(newInitial));
    }

    public RouterSettings with(Slices newSlices, Optional<TenantRule> newTenant, List<Route> newInitial) {
        return changed(draft -> {
            draft.slices = newSlices;
            draft.tenant = newTenant;
            draft.initial = newInitial;
        });
    }

    public RouterSettings with(WriteRules newWrites) {
        return changed(draft -> draft.writes = newWrites);
    }

    public RouterSettings with(HoldLimits newHold) {
        return changed(draft -> draft.hold = newHold);
    }

    public RouterSettings with(TrafficLimits newLimits) {
        return changed(draft -> draft.limits = newLimits);
    }

    public RouterSettings with(Timeouts newTimeouts) {
        return changed(draft -> draft.timeouts = newTimeouts);
    }

    public RouterSettings with(Telemetry newTelemetry) {
        return changed(draft -> draft.telemetry = newTelemetry);
    }

    public RouterSettings with(ShadowSettings newShadow) {
        return changed(draft -> draft.shadow = Optional.of(newShadow));
    }

    public RouterSettings withNativeTls(boolean newNativeTls) {
        return changed(draft -> draft.nativeTls = newNativeTls);
    }

    public RouterSettings withEventLoops(int newEventLoops) {
        return changed(draft -> draft.eventLoops = newEventLoops);
    }

    Upstream upstream(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    private RouterSettings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** What may be told otherwise; name and file of routes are the router's for good. */
    private static final class Draft {

        private final RouterSettings before;
        private Front front;
        private Upstream source;
        private Upstream target;
        private Slices slices;
        private Optional<TenantRule> tenant;
        private List<Route> initial;
        private WriteRules writes;
        private HoldLimits hold;
        private TrafficLimits limits;
        private Timeouts timeouts;
        private Telemetry telemetry;
        private Optional<ShadowSettings> shadow;
        private boolean nativeTls;
        private int eventLoops;

        Draft(RouterSettings before) {
            this.before = before;
            this.front = before.front;
            this.source = before.source;
            this.target = before.target;
            this.slices = before.slices;
            this.tenant = before.tenant;
            this.initial = before.initial;
            this.writes = before.writes;
            this.hold = before.hold;
            this.limits = before.limits;
            this.timeouts = before.timeouts;
            this.telemetry = before.telemetry;
            this.shadow = before.shadow;
            this.nativeTls = before.nativeTls;
            this.eventLoops = before.eventLoops;
        }

        RouterSettings settings() {
            return new RouterSettings(
                    before.name,
                    front,
                    source,
                    target,
                    slices,
                    tenant,
                    initial,
                    before.routesFile,
                    writes,
                    hold,
                    limits,
                    timeouts,
                    telemetry,
                    shadow,
                    nativeTls,
                    eventLoops);
        }
    }
}
