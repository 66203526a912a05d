package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the API answers, as sentences. */
final class Sentences {

    private Sentences() {}

    /** {@code forward: no request waited longer than 84 ms (hold 9 ms, fence 4 ms)}. */
    static String flip(JsonNode flip) {
        List<String> steps = new ArrayList<>();
        flip.path("steps")
                .properties()
                .forEach(step -> steps.add(step.getKey() + " " + Figures.millis(step.getValue())));
        String because = flip.path("because").asText("");
        return flip.path("direction").asText() + ": "
                + (because.isEmpty() ? "" : "given up, " + because + "; ") + pause(flip)
                + (steps.isEmpty() ? "" : " (" + String.join(", ", steps) + ")");
    }

    private static String pause(JsonNode flip) {
        if (flip.path("pauseMillis").isNumber()) {
            return "no request waited longer than " + Figures.millis(flip.path("pauseMillis"));
        }
        boolean noneHeld = flip.path("held").isNumber() && flip.path("held").asLong() == 0;
        return noneHeld ? "no request had to wait" : "the pause was not measured";
    }

    /** The reasons, one line each. */
    static List<String> because(JsonNode answer) {
        List<String> reasons = new ArrayList<>();
        answer.path("because").forEach(reason -> reasons.add(reason.asText()));
        return reasons.isEmpty() ? List.of("no reason was given; look at the log of the run") : reasons;
    }
}
