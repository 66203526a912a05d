package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.router.Metrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold where a plan says what of its services' requests is shown, and no schema can say. */
final class TelemetryChecks {

    private final YamlDocument plan;
    private final List<PlanProblem> problems;
    private final Map<String, String> logs = new LinkedHashMap<>();

    TelemetryChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check(JsonNode service, String path) {
        checkAccessLog(service.path("access_log"), path + ".access_log");
        JsonNode endpoint = service.path("traces").path("endpoint");
        if (endpoint.isTextual() && PlanText.application(endpoint.textValue()).isEmpty()) {
            problem(
                    path + ".traces.endpoint",
                    "this is not like http://host:4318, without a path: where a collector takes OTLP over HTTP");
        }
        int paths = service.path("metrics").path("paths").size();
        if (paths > Metrics.PATHS_MAX) {
            problem(
                    path + ".metrics.paths",
                    "these are " + paths + " paths; at most " + Metrics.PATHS_MAX
                            + " are counted apart, because each is many time series");
        }
    }

    private void checkAccessLog(JsonNode log, String path) {
        if (PlanText.duration(log.path("slow").asText()).equals(Optional.of(Duration.ZERO))) {
            problem(path + ".slow", "every request would be slow; allow more than 0, or write sample: 100%");
        }
        String file = log.path("file").asText();
        String other = log.has("file") ? logs.putIfAbsent(file, path + ".file") : null;
        if (other != null && !file.equals(TelemetryReader.STANDARD_OUTPUT)) {
            problem(path + ".file", "this file is " + other + " on line " + plan.line(other) + "; name one of its own");
        }
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
