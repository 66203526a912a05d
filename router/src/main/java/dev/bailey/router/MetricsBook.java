package dev.bailey.router;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Metrics in the making: figures of several routers come together under the name they share. Confined to one thread.
 */
final class MetricsBook {

    private static final double MICROS_PER_SECOND = 1_000_000;

    /** In seconds: where proxies' own dashboards usually cut, from a fast cache to the end of a long hold. */
    private static final List<Double> BOUNDS =
            List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    private static final List<Double> QUANTILES = List.of(0.5, 0.9, 0.99, 0.999, 1.0);

    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();
    private final Map<String, SummarySnapshot.Builder> summaries = new LinkedHashMap<>();

    /** @param name to which the format adds {@code _total} */
    void counter(String name, String help, Labels labels, long value) {
        counters.computeIfAbsent(
                        name, first -> CounterSnapshot.builder().name(name).help(help))
                .dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value((double) value)
                        .build());
    }

    void gauge(String name, String help, Labels labels, long value) {
        gauges.computeIfAbsent(name, first -> GaugeSnapshot.builder().name(name).help(help))
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value((double) value)
                        .build());
    }

    /** All times since the start, which can be added up over routers and cut into any window. */
    void histogram(String name, String help, Labels labels, Histogram micros) {
        double[] bounds = new double[BOUNDS.size() + 1];
        long[] counts = new long[BOUNDS.size() + 1];
        long below = 0;
        for (int bucket = 0; bucket < BOUNDS.size(); bucket++) {
            bounds[bucket] = BOUNDS.get(bucket);
            long through = micros.getCountBetweenValues(0, Math.round(bounds[bucket] * MICROS_PER_SECOND));
            counts[bucket] = through - below;
            below = through;
        }
        bounds[BOUNDS.size()] = Double.POSITIVE_INFINITY;
        counts[BOUNDS.size()] = micros.getTotalCount() - below;
        histograms
                .computeIfAbsent(
                        name, first -> HistogramSnapshot.builder().name(name).help(help))
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(
                                micros.getTotalCount() == 0
                                        ? 0
                                        : micros.getMean() * micros.getTotalCount() / MICROS_PER_SECOND)
                        .build());
    }

    /** Exact percentiles of the last seconds; none when nothing was measured. */
    void quantiles(String name, String help, Labels labels, Histogram micros) {
        SummarySnapshot.Builder summary = summaries.computeIfAbsent(
                name, first -> SummarySnapshot.builder().name(name).help(help));
        if (micros.getTotalCount() > 0) {
            List<Quantile> quantiles = QUANTILES.stream()
                    .map(quantile ->
                            new Quantile(quantile, micros.getValueAtPercentile(quantile * 100) / MICROS_PER_SECOND))
                    .toList();
            summary.dataPoint(SummaryDataPointSnapshot.builder()
                    .labels(labels)
                    .quantiles(Quantiles.of(quantiles))
                    .build());
        }
    }

    MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        histograms.values().forEach(histogram -> all.metricSnapshot(histogram.build()));
        summaries.values().forEach(summary -> all.metricSnapshot(summary.build()));
        return all.build();
    }
}
