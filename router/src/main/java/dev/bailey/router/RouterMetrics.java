package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The figures of routers as Prometheus reads them. Nothing is counted for it: at each scrape it reads what the routers
 * count anyway.
 */
public final class RouterMetrics {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "bailey_router_";
    private static final int STATUS_CLASSES = 5;
    private static final String NO_SIDE = "none";

    private final MetricsBook book = new MetricsBook();

    private RouterMetrics() {}

    /** Waits for each event loop, a second at most; a loop that does not answer lacks its connections' figures. */
    public static String text(Collection<Router> routers) {
        RouterMetrics metrics = new RouterMetrics();
        routers.forEach(metrics::add);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, metrics.book.snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void add(Router router) {
        Labels service = Labels.of("service", router.name());
        router.routes().forEach(route -> route(service, route));
        requests(service, router.meter());
        holds(service, router.meter());
        for (Side side : Side.values()) {
            side(service.add("side", side.label()), router.meter().of(side));
        }
        connections(service, router.laneFigures());
        loops(service, router.loopLags());
        router.shadow().ifPresent(shadow -> shadow(service, shadow));
        router.canary()
                .ifPresent(canary -> router.routes().stream()
                        .map(Route::slice)
                        .forEach(slice -> canary(service.add("slice", slice), canary.figures(slice))));
        router.observer().paths().forEach(path -> path(service.add("path", path.prefix()), path));
        router.observer().accessLog().ifPresent(log -> accessLog(service, log));
    }

    private void route(Labels service, Route route) {
        Labels slice = service.add("slice", route.slice());
        gauge(
                "route_epoch",
                "The epoch of the route that requests follow, and which side answers its reads and its writes.",
                slice.add("reads", route.reads().label())
                        .add("writes", route.writes().label()),
                route.epoch());
        gauge("route_held", "1 while writes are held.", slice, route.held() ? 1 : 0);
    }

    private void requests(Labels service, RouterMeter meter) {
        RouterMeter.Snapshot seen = meter.snapshot();
        counter("requests", "Requests taken on, refused ones not among them.", service, seen.requests());
        counter("requests_refused", "Requests that were wrong themselves.", service, seen.refused());
        counter("clients_gone", "Clients that left before their answer.", service, seen.clientsGone());
        failures(service.add("side", NO_SIDE), seen.unroutedFailures());
        gauge("clients", "Open connections of clients.", service, seen.clients());
        seen.turnedAway()
                .forEach((reason, count) -> counter(
                        "clients_turned_away",
                        "Connections of clients that were closed before any request.",
                        service.add("reason", reason.label()),
                        count));
    }

    private void holds(Labels service, RouterMeter meter) {
        RouterMeter.Snapshot seen = meter.snapshot();
        counter("requests_held", "Writes that a hold has parked.", service, seen.held());
        gauge("requests_parked", "Writes that are parked now.", service, seen.heldNow());
        book.histogram(
                PREFIX + "hold_duration_seconds",
                "How long writes were parked.",
                service,
                meter.held().total());
    }

    private void side(Labels labels, SideMeter meter) {
        SideTraffic seen = meter.snapshot();
        counter("side_requests", "Requests sent to the side.", labels, seen.requests());
        gauge("side_requests_in_flight", "Of these, not over yet.", labels, seen.inFlight());
        gauge("side_down", "1 while the side takes no connections.", labels, seen.down() ? 1 : 0);
        failures(labels, seen.failures());
        meter.answersByClass()
                .forEach((status, count) -> counter(
                        "side_answers", "Answers of the side by class of status.", labels.add("class", status), count));
        gauge("side_long_lived", "Open WebSockets and streams of events.", labels, seen.longLived());
        counter(
                "reconnects_asked",
                "Long-lived connections that were asked to come again.",
                labels,
                seen.askedToReconnect());
        counter("reconnects_cut", "Of these, cut at the end of their time.", labels, seen.cut());
        book.histogram(
                PREFIX + "request_duration_seconds",
                "From the routing of a request to the end of its answer, since the start.",
                labels,
                meter.latency().total());
        book.quantiles(
                PREFIX + "request_duration_recent_seconds",
                "The same of the last five seconds, or since the last look where that was longer ago.",
                labels,
                meter.latency().recently());
    }

    private void connections(Labels service, List<LaneFigures> lanes) {
        for (Side side : Side.values()) {
            List<LaneFigures.Pool> pools =
                    lanes.stream().map(lane -> lane.of(side)).toList();
            Labels labels = service.add("side", side.label());
            gauge(
                    "pool_connections_open",
                    "Connections to the side for requests.",
                    labels,
                    pools.stream().mapToInt(LaneFigures.Pool::open).sum());
            gauge(
                    "pool_connections_idle",
                    "Of these, without a request.",
                    labels,
                    pools.stream().mapToInt(LaneFigures.Pool::idle).sum());
            gauge(
                    "pool_requests_waiting",
                    "Requests that wait for a connection to the side.",
                    labels,
                    pools.stream().mapToInt(LaneFigures.Pool::waiting).sum());
        }
    }

    private void loops(Labels service, List<Stopwatch> lags) {
        for (int loop = 0; loop < lags.size(); loop++) {
            book.quantiles(
                    PREFIX + "event_loop_lag_seconds",
                    "How late an event loop was in the last five seconds, or since the last look.",
                    service.add("loop", Integer.toString(loop)),
                    lags.get(loop).recently());
        }
    }

    private void shadow(Labels service, Shadow shadow) {
        ShadowFigures seen = shadow.figures();
        counter(
                "shadow_sampled",
                "Requests that were chosen to be sent to the other side too.",
                service,
                seen.sampled());
        for (Side side : Side.values()) {
            Labels labels = service.add("side", side.label());
            counter(
                    "shadow_requests",
                    "Shadow requests for the side, those asked again among them.",
                    labels,
                    seen.sent().getOrDefault(side, 0L));
            book.histogram(
                    PREFIX + "shadow_duration_seconds",
                    "From the answer to the user to the end of the shadow's.",
                    labels,
                    shadow.meter().of(side).latency().total());
        }
        counter("shadow_answers", "Pairs of answers.", service.add("status", "alike"), seen.alike());
        counter("shadow_answers", "Pairs of answers.", service.add("status", "unlike"), seen.unlike());
        seen.dropped()
                .forEach((reason, count) -> counter(
                        "shadow_dropped",
                        "Shadow requests that were not sent, or not answered.",
                        service.add("reason", reason.label()),
                        count));
        counter("shadow_pairs", "Pairs that were compared.", service, seen.pairs());
        counter("shadow_pairs_dropped", "Pairs that came too fast to be compared.", service, seen.pairsDropped());
    }

    private void canary(Labels slice, CanaryFigures seen) {
        Map.of(
                        "answered", seen.target(),
                        "recent_write", seen.recentWrites(),
                        "behind", seen.behind(),
                        "fell_back", seen.fellBack())
                .forEach((outcome, count) -> counter(
                        "canary_reads",
                        "Reads on a canary: answered by the target, or by the source and why.",
                        slice.add("outcome", outcome),
                        count));
    }

    private void path(Labels labels, PathGroup path) {
        for (int status = 1; status <= STATUS_CLASSES; status++) {
            counter(
                    "path_answers",
                    "Answers to requests of a path that the plan names, the router's own among them.",
                    labels.add("class", status + "xx"),
                    path.answers(status));
        }
        book.histogram(
                PREFIX + "path_duration_seconds",
                "From the arrival of such a request to the end of its answer.",
                labels,
                path.durations().total());
    }

    private void accessLog(Labels service, AccessLogWriter log) {
        counter("access_log_lines_written", "Lines in the access log.", service, log.written());
        counter(
                "access_log_lines_dropped",
                "Lines that the disk did not take, or not in time.",
                service,
                log.dropped());
    }

    /** Reasons that did not occur are 0, so that their first time shows as a rise. */
    private void failures(Labels labels, Map<Failure, Long> byReason) {
        for (Failure reason : Failure.values()) {
            counter(
                    "failures",
                    "Requests that the router could not have answered by a side.",
                    labels.add("reason", reason.label()),
                    byReason.getOrDefault(reason, 0L));
        }
    }

    private void counter(String name, String help, Labels labels, long value) {
        book.counter(PREFIX + name, help, labels, value);
    }

    private void gauge(String name, String help, Labels labels, long value) {
        book.gauge(PREFIX + name, help, labels, value);
    }
}
