package dev.bailey.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rehearsals say of a run. Immutable.
 *
 * @param steps by name; those of which too little was measured are missing
 * @param pause for which requests are held while a slice changes sides
 * @param total from the first step to the end of the last move
 */
record Forecasts(Map<String, Forecast> steps, Optional<Forecast> pause, Optional<Forecast> total) {

    static final Forecasts NONE = new Forecasts(Map.of(), Optional.empty(), Optional.empty());

    Forecasts {
        steps = Map.copyOf(steps);
    }

    static Forecasts of(List<Rehearsal> rehearsals) {
        Map<String, List<Duration>> measured = new LinkedHashMap<>();
        List<Duration> pauses = new ArrayList<>();
        List<Duration> totals = new ArrayList<>();
        for (Rehearsal rehearsal : rehearsals) {
            rehearsal
                    .steps()
                    .forEach((step, took) -> measured.computeIfAbsent(step, name -> new ArrayList<>())
                            .add(took));
            pauses.addAll(rehearsal.pauses());
            totals.add(rehearsal.took());
        }
        Map<String, Forecast> steps = new LinkedHashMap<>();
        measured.forEach((step, took) -> Forecast.of(took).ifPresent(forecast -> steps.put(step, forecast)));
        return new Forecasts(steps, Forecast.of(pauses), Forecast.of(totals));
    }
}
