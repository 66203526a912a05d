package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.TableId;
import dev.bailey.replication.CopyProgress;
import dev.bailey.replication.LogKept;
import dev.bailey.replication.StreamStatus;
import dev.bailey.router.Percentiles;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.ShadowFigures;
import dev.bailey.runbook.StepStatus;
import dev.bailey.runbook.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what the rooms tell into the lines of a {@link Status}. */
final class StatusView {

    static final double PERCENT = 100;
    private static final double THOUSANDTHS = 1_000;

    private StatusView() {}

    static Status.StepLine step(StepStatus step, Forecasts expected) {
        return new Status.StepLine(
                step.name(),
                step.title(),
                lower(step.state()),
                step.startedAt().orElse(null),
                step.took().map(Duration::toMillis).orElse(null),
                step.detail(),
                step.fraction().isPresent() ? step.fraction().getAsDouble() : null,
                range(Optional.ofNullable(expected.steps().get(step.name()))));
    }

    static Status.Forecast forecast(Forecasts expected) {
        return new Status.Forecast(range(expected.pause()), range(expected.total()));
    }

    private static Status.@Nullable Range range(Optional<Forecast> forecast) {
        return forecast.map(range ->
                        new Status.Range(range.low().toMillis(), range.high().toMillis()))
                .orElse(null);
    }

    static Status.WaitingLine waiting(Waiting waiting) {
        return new Status.WaitingLine(waiting.step(), waiting.since(), waiting.sentence());
    }

    static Status.StoreLine store(MovingStore store, CopyWatch.Speed speed, Rounds.Progress compared) {
        return new Status.StoreLine(
                store.name(),
                copy(store.replication().copy()),
                new Status.SpeedLine(
                        speed.bytesPerSecond(),
                        speed.bytesPerSecondMax() == Plan.Copy.UNLIMITED ? null : speed.bytesPerSecondMax(),
                        speed.because()),
                new Status.ComparisonLine(
                        compared.tables(),
                        compared.read(),
                        compared.begunAt().orElse(null),
                        compared.endedAt().orElse(null)),
                stream(store, Side.SOURCE),
                stream(store, Side.TARGET));
    }

    private static Status.CopyLine copy(CopyProgress copy) {
        return new Status.CopyLine(
                copy.tablesDone(),
                copy.tables(),
                copy.rowsDone(),
                copy.rowsExpected(),
                copy.bytesDone(),
                copy.bytesExpected(),
                copy.done(),
                Stream.concat(copy.current().stream(), copy.waiting().stream())
                        .map(TableId::toString)
                        .toList(),
                copy.failure().or(copy::trouble).map(Problem::getMessage).orElse(null));
    }

    private static Status.StreamLine stream(MovingStore store, Side reads) {
        StreamStatus stream = store.replication().stream(reads);
        Optional<StreamStatus.Lag> lag = stream.lag();
        return new Status.StreamLine(
                lower(stream.mode()),
                stream.behind().map(Duration::toMillis).orElse(null),
                lag.map(StreamStatus.Lag::p50Millis).orElse(null),
                lag.map(StreamStatus.Lag::p99Millis).orElse(null),
                stream.transactions(),
                stream.changes(),
                stream.foreign(),
                stream.conflicts(),
                stream.healed(),
                orNull(stream.halted()),
                stream.kept().map(LogKept::bytes).orElse(null),
                store.logKept(reads).orElse(null),
                stream.failure().map(Problem::getMessage).orElse(null));
    }

    /** Those that move, and behind them those that do not. */
    static List<Status.SliceLine> slices(Slices all, List<MovingSlice> moving, CanaryDesk canaries) {
        List<Status.SliceLine> lines = new ArrayList<>(moving.stream()
                .map(slice -> slice(slice, canaries.line(slice.slice())))
                .toList());
        all.all().stream()
                .filter(Slice::validates)
                .forEach(slice -> lines.add(new Status.SliceLine(
                        slice.name(),
                        slice.home().label(),
                        /* epoch= */ 0,
                        /* moving= */ false,
                        null,
                        slice.tenants().size(),
                        /* validates= */ true,
                        /* canary= */ null)));
        return lines;
    }

    private static Status.SliceLine slice(MovingSlice moving, Status.@Nullable CanaryLine canary) {
        Ledger.Standing now = moving.ledger().standing();
        Slice slice = moving.slice();
        return new Status.SliceLine(
                slice.name(),
                now.route().writes().label(),
                now.route().epoch(),
                now.moving(),
                slice.isList() ? null : slice.share(),
                slice.isList() ? slice.tenants().size() : null,
                /* validates= */ false,
                canary);
    }

    static Status.GateLine gate(NamedGate gate) {
        return new Status.GateLine(gate.name(), gate.gate().isOpen(), gate.because());
    }

    static Status.FlipLine flip(FlipRecord record) {
        Flip flip = record.flip();
        return new Status.FlipLine(
                flip.intent().slice(),
                flip.intent().direction(),
                lower(flip.outcome()),
                flip.at(),
                flip.intent().by(),
                flip.intent().epoch(),
                orNull(record.pauseMillis()),
                orNull(record.held()),
                steps(flip),
                flip.because());
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Map<String, Long> steps(Flip flip) {
        Map<String, Long> steps = new LinkedHashMap<>();
        flip.stepMillis().forEach((step, millis) -> steps.put(step.label(), millis));
        return steps;
    }

    /** Adds up several routers; of the times it shows the worst router's, which is never better than all together. */
    static Status.Traffic traffic(Routers all) {
        List<RouterMeter.Snapshot> routers = all.traffic();
        List<RouterMeter.Snapshot> now = all.trafficNow();
        return new Status.Traffic(
                sum(routers, RouterMeter.Snapshot::requests),
                sum(routers, RouterMeter.Snapshot::failed),
                sum(routers, RouterMeter.Snapshot::held),
                sum(now, RouterMeter.Snapshot::heldNow),
                worst(routers, Percentiles::p50),
                worst(routers, Percentiles::p99),
                worst(routers, Percentiles::max),
                side(routers, now, Side.SOURCE),
                side(routers, now, Side.TARGET),
                all.shadows());
    }

    static Status.ShadowLine shadow(String service, ShadowFigures figures) {
        Map<String, Long> dropped = new TreeMap<>();
        figures.dropped().forEach((reason, count) -> {
            if (count > 0) {
                dropped.put(reason.label(), count);
            }
        });
        return new Status.ShadowLine(
                service,
                Math.round(figures.share() * PERCENT * THOUSANDTHS) / THOUSANDTHS,
                figures.sampled(),
                figures.alike(),
                figures.unlike(),
                dropped);
    }

    private static Status.SideLine side(List<RouterMeter.Snapshot> routers, List<RouterMeter.Snapshot> now, Side side) {
        return new Status.SideLine(
                sum(routers, router -> router.of(side).requests()),
                sum(routers, router -> router.of(side).failed()),
                sum(now, router -> router.of(side).inFlight()));
    }

    private static long sum(List<RouterMeter.Snapshot> routers, ToLongFunction<RouterMeter.Snapshot> figure) {
        return routers.stream().mapToLong(figure).sum();
    }

    private static @Nullable Double worst(List<RouterMeter.Snapshot> routers, ToDoubleFunction<Percentiles> figure) {
        double worst = -1;
        for (RouterMeter.Snapshot router : routers) {
            Percentiles held = router.heldMillis();
            if (held != null) {
                worst = Math.max(worst, figure.applyAsDouble(held));
            }
        }
        return worst < 0 ? null : worst;
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
