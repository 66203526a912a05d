package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the API answers, as sentences. */
final class Sentences {

    private Sentences() {}

    /** {@code forward: the longest write waited 84 ms (hold 9 ms, fence 4 ms)}. */
    static String flip(JsonNode flip) {
        List<String> steps = new ArrayList<>();
        flip.path("steps")
                .properties()
                .forEach(step -> steps.add(step.getKey() + " " + Figures.millis(step.getValue())));
        return flip.path("direction").asText() + ": the longest wait of a request was "
                + Figures.millis(flip.path("pauseMillis"))
                + (steps.isEmpty() ? "" : " (" + String.join(", ", steps) + ")");
    }

    /** The reasons, one line each. */
    static List<String> because(JsonNode answer) {
        List<String> reasons = new ArrayList<>();
        answer.path("because").forEach(reason -> reasons.add(reason.asText()));
        return reasons.isEmpty() ? List.of("no reason was given; look at the log of the run") : reasons;
    }
}
