package dev.bailey.app;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.FigureSource;
import dev.bailey.control.Observing;
import dev.bailey.control.Trigger;
import dev.bailey.core.Side;
import dev.bailey.runbook.HttpCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns what a plan says about the time after a cutover into what is looked at. */
final class ObservingReader {

    /** In percent, where a plan does not say how many more errors it allows. */
    private static final double MORE_ERRORS = 0.5;

    /** Where a plan does not say how many times as long answers may take. */
    private static final double TIMES = 1.5;

    private ObservingReader() {}

    /** @param store the only one; empty where there are several */
    static Observing observing(JsonNode cutover, String store) {
        List<Trigger> triggers = new ArrayList<>();
        Optional<Duration> time = PlanText.duration(cutover.path("observe").asText());
        cutover.path("roll_back_when")
                .forEach(trigger -> triggers.add(trigger(trigger, time.orElse(Observing.TIME), store)));
        return new Observing(
                time.orElse(triggers.isEmpty() ? Duration.ZERO : Observing.TIME),
                triggers,
                cutover.path("when_unknown").asText().equals("roll_back") ? Trigger.Then.ROLL_BACK : Trigger.Then.ASK);
    }

    /**
     * One condition.
     *
     * @param observe how long the observation takes
     * @param store that is meant where none is named
     * @throws IllegalArgumentException with the reason, when it makes no sense
     */
    static Trigger trigger(JsonNode trigger, Duration observe, String store) {
        Trigger.Then then = trigger.path("then").asText().equals("ask") ? Trigger.Then.ASK : Trigger.Then.ROLL_BACK;
        Duration time = duration(trigger, "for", Trigger.TIME);
        long requestsMin = trigger.path("of_at_least").asLong(Trigger.REQUESTS_MIN);
        if (trigger.has("error_rate")) {
            OptionalDouble percent = PlanText.share(trigger.path("error_rate").asText());
            return new Trigger.ErrorRate(percent.orElseThrow(), requestsMin, time, then);
        } else if (trigger.has("judge")) {
            return judged(trigger, observe, then);
        } else if (trigger.has("figure")) {
            return figure(trigger, observe, store, then);
        } else if (trigger.has("latency")) {
            return new Trigger.Latency(
                    PlanText.times(trigger.path("latency").asText()).orElseThrow(),
                    trigger.path("percentile").asText().equals("p50") ? Trigger.Percentile.P50 : Trigger.Percentile.P99,
                    requestsMin,
                    time,
                    then);
        } else if (trigger.has("lag")) {
            return new Trigger.Lag(duration(trigger, "lag", Duration.ZERO), time, then);
        } else if (trigger.has("conflicts")) {
            return new Trigger.Counted(
                    Trigger.Counting.CONFLICTS, trigger.path("conflicts").asLong(), then);
        } else if (trigger.has("foreign_writes")) {
            return new Trigger.Counted(
                    Trigger.Counting.FOREIGN_WRITES,
                    trigger.path("foreign_writes").asLong(),
                    then);
        }
        return new Trigger.Own(
                StepReader.condition(trigger, duration(trigger, "limit", Trigger.LIMIT)),
                duration(trigger, "every", Trigger.EVERY),
                time,
                then);
    }

    /** The only store of a plan; empty where there are several. */
    static String onlyStore(JsonNode stores) {
        return stores.size() == 1 ? stores.fieldNames().next() : "";
    }

    private static Trigger judged(JsonNode trigger, Duration observe, Trigger.Then then) {
        Trigger.Judging what =
                Trigger.Judging.valueOf(trigger.path("judge").asText().toUpperCase(Locale.ROOT));
        double allowed = what == Trigger.Judging.ERRORS
                ? PlanText.share(trigger.path("more").asText()).orElse(MORE_ERRORS)
                : PlanText.times(trigger.path("times").asText()).orElse(TIMES);
        return new Trigger.Judged(what, allowed, observe, then);
    }

    private static Trigger figure(JsonNode trigger, Duration observe, String store, Trigger.Then then) {
        Duration limit = duration(trigger, "limit", Trigger.LIMIT);
        return new Trigger.Figure(
                trigger.path("figure").asText(),
                trigger.has("sql")
                        ? new FigureSource.Query(
                                trigger.path("store").asText(store),
                                trigger.path("sql").asText())
                        : page(trigger.path("pages"), limit),
                trigger.path("counts").asText().equals("level") ? Trigger.Counts.LEVEL : Trigger.Counts.UP,
                PlanText.share(trigger.path("within").asText()).orElse(Trigger.FIGURE_WITHIN),
                duration(trigger, "every", Trigger.FIGURE_EVERY),
                limit,
                observe,
                then);
    }

    private static FigureSource page(JsonNode pages, Duration limit) {
        Map<Side, HttpCall> calls = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            calls.put(
                    side,
                    StepReader.get(
                            pages.path(side.name().toLowerCase(Locale.ROOT)).asText(), pages.path("headers"), limit));
        }
        return new FigureSource.Page(
                calls, JsonPointer.compile(pages.path("number").asText()));
    }

    private static Duration duration(JsonNode trigger, String key, Duration otherwise) {
        return PlanText.duration(trigger.path(key).asText()).orElse(otherwise);
    }
}
