package dev.bailey.router;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Slices;
import dev.bailey.core.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * A streaming proxy for HTTP/1.1 and HTTP/2 in front of one service, which sends each request to the side that its
 * route names, and can hold writes for a while. It speaks to the two upstreams of its settings and to nobody else.
 * Thread-safe.
 */
public final class Router implements Traffic, AutoCloseable {

    private final String name;
    private final RouterRuntime runtime;
    private final Switchboard switchboard;
    private final RouterMeter meter;
    private final Observer observer;
    private final Optional<Shadow> shadow;
    private final Recorder recorder;
    private final Optional<ReadCanary> canary;
    private final OptionalInt metricsPort;

    private Router(
            RouterSettings settings,
            RouterRuntime runtime,
            Switchboard switchboard,
            RouterMeter meter,
            Observer observer,
            Optional<Shadow> shadow,
            Recorder recorder,
            Optional<ReadCanary> canary) {
        this.name = settings.name();
        this.runtime = runtime;
        this.switchboard = switchboard;
        this.meter = meter;
        this.observer = observer;
        this.shadow = shadow;
        this.recorder = recorder;
        this.canary = canary;
        this.metricsPort = settings.telemetry()
                .metrics()
                .map(metrics -> MetricsListener.start(runtime.vertx(), this, metrics.listen()))
                .map(MetricsListener::port)
                .orElse(OptionalInt.empty());
    }

    /**
     * Starts to listen, with a read canary of its own where slices accept one.
     *
     * @throws Problem when the address cannot be listened on, or the routes file cannot be read
     */
    public static Router start(RouterSettings settings) {
        return start(settings, ReadCanary.of(settings.slices()));
    }

    /**
     * The same with what it shares with others of its process.
     *
     * @throws Problem when the address cannot be listened on, or the routes file cannot be read
     */
    public static Router start(RouterSettings settings, Optional<ReadCanary> canary) {
        RoutesFile file = new RoutesFile(settings.routesFile());
        RouterMeter meter = new RouterMeter();
        RouteTable table = new RouteTable(settings.name(), settings.slices(), firstRoutes(settings, file.read()));
        Observer observer = Observer.of(settings);
        Optional<Shadow> shadow = settings.shadow().map(asked -> new Shadow(settings.name(), asked));
        Recorder recorder = new Recorder(settings.name());
        RouterRuntime runtime;
        try {
            runtime = RouterRuntime.start(settings, table, meter, observer, shadow, recorder, canary);
        } catch (RuntimeException e) {
            observer.close();
            throw e;
        }
        Switchboard switchboard = new Switchboard(
                settings.name(), runtime.vertx(), table, runtime.lanes(), meter, file, runtime.disk(), settings.hold());
        return new Router(settings, runtime, switchboard, meter, observer, shadow, recorder, canary);
    }

    /** The port that clients connect to. */
    public int port() {
        return runtime.port();
    }

    /** Where {@code GET /metrics} is answered, if it is asked for and the port was free. */
    public OptionalInt metricsPort() {
        return metricsPort;
    }

    public RouterMeter meter() {
        return meter;
    }

    /** There if its settings ask for one. */
    public Optional<Shadow> shadow() {
        return shadow;
    }

    /** Records nothing until it is asked to. */
    public Recorder recorder() {
        return recorder;
    }

    /** There if a slice accepts reads from the target. */
    public Optional<ReadCanary> canary() {
        return canary;
    }

    String name() {
        return name;
    }

    /** Of those event loops that answer within a second. */
    List<LaneFigures> laneFigures() {
        return runtime.laneFigures();
    }

    List<Stopwatch> loopLags() {
        return runtime.lanes().stream().map(Lane::lag).toList();
    }

    Observer observer() {
        return observer;
    }

    @Override
    public Route confirmed(String slice) {
        return switchboard.confirmed(slice);
    }

    /** Those of all slices, in their order. */
    public List<Route> routes() {
        return switchboard.routes();
    }

    @Override
    public CompletionStage<Void> hold(Route held, Duration limit) {
        return switchboard.hold(held, limit);
    }

    @Override
    public CompletionStage<Void> publish(Route route) {
        return switchboard.publish(route);
    }

    /**
     * Routes by other lists and shares of the same slices from now on: each request goes by the old ones or by the new
     * ones. To be asked for only where whoever changes his slice by that does not change sides. Long-lived connections
     * of those are asked to come again.
     *
     * @return done when no write is under way that came by the old ones, which a hold would not know of; failed with
     *     nothing changed where the slices are others, or one of them is held
     */
    public CompletionStage<Void> regroup(Slices now) {
        return switchboard.regroup(now);
    }

    @Override
    public CompletionStage<String> unfinished(String slice) {
        return switchboard.unfinished(slice);
    }

    /**
     * Takes no new connections, and lets those that are open end in a way that loses no request: each gets its answer
     * and hears with it that the connection closes, parked ones are held and released as before, long-lived ones are
     * asked to come again, and who is idle is closed after a moment. Returns when all are gone, or after the time that
     * requests in flight have at a close.
     */
    public void drain() {
        runtime.drain();
    }

    /** Takes no new connections, answers who is parked with 503, lets requests in flight end within their limit. */
    @Override
    public void close() {
        runtime.close();
        shadow.ifPresent(Shadow::close);
        recorder.stop();
        observer.close();
    }

    /** A hold does not outlive its router: nobody is parked any more, and its limit is not known. */
    private static List<Route> firstRoutes(RouterSettings settings, List<Route> kept) {
        return settings.initial().stream()
                .map(initial -> kept.stream()
                        .filter(route -> route.slice().equals(initial.slice()) && route.epoch() > initial.epoch())
                        .findFirst()
                        .orElse(initial))
                .toList();
    }
}
