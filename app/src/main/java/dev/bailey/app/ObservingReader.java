package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Observing;
import dev.bailey.control.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns what a plan says about the time after a cutover into what is looked at. */
final class ObservingReader {

    private ObservingReader() {}

    static Observing observing(JsonNode cutover) {
        List<Trigger> triggers = new ArrayList<>();
        cutover.path("roll_back_when").forEach(trigger -> triggers.add(trigger(trigger)));
        Optional<Duration> time = PlanText.duration(cutover.path("observe").asText());
        return new Observing(
                time.orElse(triggers.isEmpty() ? Duration.ZERO : Observing.TIME),
                triggers,
                cutover.path("when_unknown").asText().equals("roll_back") ? Trigger.Then.ROLL_BACK : Trigger.Then.ASK);
    }

    /** @throws IllegalArgumentException with the reason, when it makes no sense */
    static Trigger trigger(JsonNode trigger) {
        Trigger.Then then = trigger.path("then").asText().equals("ask") ? Trigger.Then.ASK : Trigger.Then.ROLL_BACK;
        Duration time = duration(trigger, "for", Trigger.TIME);
        long requestsMin = trigger.path("of_at_least").asLong(Trigger.REQUESTS_MIN);
        if (trigger.has("error_rate")) {
            OptionalDouble percent = PlanText.share(trigger.path("error_rate").asText());
            return new Trigger.ErrorRate(percent.orElseThrow(), requestsMin, time, then);
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

    private static Duration duration(JsonNode trigger, String key, Duration otherwise) {
        return PlanText.duration(trigger.path(key).asText()).orElse(otherwise);
    }
}
