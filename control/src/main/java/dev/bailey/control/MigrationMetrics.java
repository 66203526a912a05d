package dev.bailey.control;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A migration's status as Prometheus reads it: what was not measured is missing. Confined to one thread. */
final class MigrationMetrics {

    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "bailey_";
    private static final double MILLIS = 1_000;

    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Labels migration;

    private MigrationMetrics(String name) {
        this.migration = Labels.of("migration", name);
    }

    /** @param phases every one that there is, so that a change shows as one that falls and one that rises */
    static String text(Status status, List<String> phases) {
        MigrationMetrics metrics = new MigrationMetrics(status.migration());
        metrics.phase(status, phases);
        metrics.gates(status);
        status.stores().forEach(metrics::store);
        metrics.people(status);
        metrics.moves(status);
        metrics.traffic(status.traffic());
        metrics.routers(status);
        status.telling().forEach(metrics::telling);
        return metrics.written();
    }

    private String written() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void phase(Status status, List<String> phases) {
        for (String phase : phases) {
            gauge(
                    "phase",
                    "1 for the phase that it is in.",
                    migration.add("phase", phase),
                    phase.equals(status.phase()));
        }
        for (String side : List.of("source", "target")) {
            gauge("owner", "1 for the side that serves.", migration.add("side", side), side.equals(status.owner()));
        }
    }

    private void gates(Status status) {
        for (Status.GateLine gate : status.gates()) {
            gauge(
                    "gate_open",
                    "1 for an open gate of the next move, 0 for a closed one.",
                    migration.add("gate", gate.name()).add("to", status.next().to()),
                    gate.open());
        }
    }

    private void store(Status.StoreLine store) {
        Labels labels = migration.add("store", store.name());
        gauge("copy_rows", "Rows copied.", labels, store.copy().rows());
        gauge(
                "copy_rows_expected",
                "Rows to be copied, as far as is known.",
                labels,
                store.copy().rowsTotal());
        gauge("copy_bytes", "Bytes copied.", labels, store.copy().bytes());
        gauge(
                "copy_bytes_expected",
                "Bytes to be copied, as far as is known.",
                labels,
                store.copy().bytesTotal());
        gauge(
                "copy_bytes_per_second",
                "How fast the copy is.",
                labels,
                store.speed().bytesPerSecond());
        stream(labels.add("direction", "forward"), store.forward());
        stream(labels.add("direction", "reverse"), store.reverse());
    }

    private void stream(Labels labels, Status.StreamLine stream) {
        Long lag = stream.lagMillis();
        if (lag != null) {
            seconds(
                    "lag_seconds",
                    "Age of the last mark that was applied on the other side, growing while none is.",
                    labels,
                    lag);
        }
        gauge("stream_failed", "1 while the stream does not go on.", labels, stream.failure() != null);
        counter("transactions_applied", "Transactions of the application, applied or seen.", labels, stream.applied());
        counter("changes_applied", "Changes to rows, applied.", labels, stream.changes());
        gauge(
                "foreign_writes",
                "Transactions of others on the side that does not own the data.",
                labels,
                stream.foreign());
        gauge("conflicts", "Changes that did not fit, as the databases keep them.", labels, stream.conflicts());
        gauge("conflicts_healed", "Of these, healed.", labels, stream.healed());
        Long kept = stream.retainedBytes();
        if (kept != null) {
            gauge("log_kept_bytes", "What the server keeps of its log for the stream.", labels, kept);
        }
    }

    private void people(Status status) {
        gauge(
                "steps_waiting",
                "Steps that wait for a person.",
                migration,
                status.waiting().size());
        Map<String, Integer> steps = new TreeMap<>();
        status.steps().forEach(step -> steps.merge(step.state(), 1, Integer::sum));
        steps.forEach((state, count) -> gauge("steps", "Steps by state.", migration.add("state", state), count));
    }

    private void moves(Status status) {
        Map<Labels, Integer> ended = new LinkedHashMap<>();
        Map<Labels, Long> pauses = new LinkedHashMap<>();
        for (Status.FlipLine flip : status.flips()) {
            Labels direction = migration.add("direction", flip.direction());
            ended.merge(direction.add("outcome", flip.outcome()), 1, Integer::sum);
            Long pause = flip.pauseMillis();
            if (pause != null) {
                pauses.put(direction, pause);
            }
        }
        ended.forEach((labels, count) -> counter("moves", "Moves that have ended.", labels, count));
        pauses.forEach((labels, pause) -> seconds(
                "move_pause_seconds",
                "The longest time that any request waited for the last such move.",
                labels,
                pause));
    }

    private void traffic(Status.Traffic traffic) {
        counter("requests", "Requests through all routers.", migration, traffic.requests());
        counter(
                "requests_failed",
                "Of these, failed by the router or for want of a side.",
                migration,
                traffic.failed());
        counter("requests_held", "Writes that a move has held.", migration, traffic.held());
        gauge("requests_held_now", "Writes that are held now.", migration, traffic.heldNow());
        side("source", traffic.source());
        side("target", traffic.target());
    }

    private void side(String name, Status.SideLine side) {
        Labels labels = migration.add("side", name);
        counter("side_requests", "Requests sent to the side.", labels, side.requests());
        counter("side_requests_failed", "Of these, failed.", labels, side.failed());
        gauge("side_requests_in_flight", "Of these, not over yet.", labels, side.inFlight());
    }

    private void routers(Status status) {
        for (Status.RouterLine router : status.routers()) {
            gauge(
                    "router_heard",
                    "1 while a router is heard.",
                    migration.add("service", router.service()).add("router", router.name()),
                    router.silentMillis() == null);
        }
    }

    private void telling(Status.TellingLine way) {
        Labels labels = migration.add("way", way.name());
        counter("notices_told", "What people were told by this way.", labels, way.told());
        counter("notices_failed", "What could not be delivered and was given up.", labels, way.failed());
        counter("notices_dropped", "What came too fast to be delivered.", labels, way.dropped());
        gauge("notices_waiting", "What waits to be delivered.", labels, way.waiting());
    }

    /** @param name to which the format adds {@code _total} */
    private void counter(String name, String help, Labels labels, long value) {
        counters.computeIfAbsent(
                        name,
                        first -> CounterSnapshot.builder().name(PREFIX + name).help(help))
                .dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value((double) value)
                        .build());
    }

    private void gauge(String name, String help, Labels labels, boolean is) {
        gauge(name, help, labels, is ? 1 : 0);
    }

    private void gauge(String name, String help, Labels labels, long value) {
        figure(name, help, labels, (double) value);
    }

    private void seconds(String name, String help, Labels labels, long millis) {
        figure(name, help, labels, millis / MILLIS);
    }

    private void figure(String name, String help, Labels labels, double value) {
        gauges.computeIfAbsent(
                        name,
                        first -> GaugeSnapshot.builder().name(PREFIX + name).help(help))
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build());
    }
}
