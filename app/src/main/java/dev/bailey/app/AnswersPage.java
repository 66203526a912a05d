package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What is known of both sides' answers, for people. */
final class AnswersPage {

    private final List<String> lines = new ArrayList<>();

    private AnswersPage() {}

    static String of(JsonNode answers) {
        JsonNode directions = answers.path("directions");
        if (directions.isEmpty()) {
            return "no answers were compared yet: a service needs a shadow in the plan, and requests";
        }
        AnswersPage page = new AnswersPage();
        directions.forEach(page::direction);
        return String.join(System.lineSeparator(), page.lines);
    }

    /** Whether all endpoints of all services are known to be. */
    static boolean areAlike(JsonNode answers) {
        boolean alike = !answers.path("directions").isEmpty();
        for (JsonNode direction : answers.path("directions")) {
            for (JsonNode endpoint : direction.path("endpoints")) {
                alike &= endpoint.path("verdict").asText().equals("alike");
            }
        }
        return alike;
    }

    private void direction(JsonNode direction) {
        lines.add(direction.path("service").asText() + ", while the "
                + direction.path("serving").asText() + " serves");
        for (JsonNode endpoint : direction.path("endpoints")) {
            lines.add(String.format(
                    "  %-10s  %s  %s",
                    endpoint.path("verdict").asText().replace('_', ' '),
                    endpoint.path("endpoint").asText(),
                    endpoint.path("because").asText()));
            endpoint.path("noise").forEach(this::noise);
        }
        direction.path("findings").forEach(this::finding);
    }

    private void noise(JsonNode noise) {
        lines.add("              noise: " + noise.path("path").asText() + " is "
                + noise.path("cause").asText() + ", in "
                + noise.path("seen").asLong() + " of " + noise.path("replays").asLong() + " replays; "
                + noise.path("sample").asText() + " | " + noise.path("again").asText());
    }

    private void finding(JsonNode finding) {
        lines.add("  " + finding.path("endpoint").asText() + " differs at "
                + finding.path("path").asText() + " ("
                + finding.path("kind").asText() + "), in "
                + finding.path("seen").asLong() + " requests: "
                + finding.path("proof").asText());
        if (!finding.path("accepted").isNull()) {
            lines.add("    accepted: " + finding.path("accepted").asText());
        }
        for (JsonNode example : finding.path("examples")) {
            lines.add("    " + example.path("request").asText() + ": "
                    + example.path("serving").asText() + " | "
                    + example.path("other").asText());
        }
    }
}
