package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.router.ShadowSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What must hold of requests that go to the other side as well, and no schema can say. */
final class ShadowChecks {

    private final YamlDocument plan;
    private final List<PlanProblem> problems;

    /** @param problems to which those that are found are added */
    ShadowChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check(JsonNode shadow, String path) {
        checkHeaders(shadow.path("headers"), path + ".headers");
        JsonNode safe = shadow.path("safe");
        for (int at = 0; at < safe.size(); at++) {
            checkSafe(safe.get(at), YamlDocument.item(path + ".safe", at));
        }
        Optional<Duration> deadline = ShadowReader.deadline(shadow);
        if (deadline.isPresent()
                && (deadline.get().isZero() || deadline.get().compareTo(ShadowSettings.DEADLINE_MAX) > 0)) {
            problem(path + ".deadline", "this must be more than 0 and at most 5m");
        }
        OptionalLong body = PlanText.bytes(shadow.path("body").asText());
        if (body.isPresent() && body.getAsLong() > ShadowSettings.BODY_BYTES_MAX) {
            problem(path + ".body", "this must be at most " + ShadowSettings.BODY_BYTES_MAX + " bytes");
            return;
        }
        ShadowSettings usual = ShadowSettings.of(0);
        long memory = PlanText.bytes(shadow.path("memory").asText()).orElse(usual.bytesMax());
        if (memory < body.orElse(usual.bodyBytesMax())) {
            problem(
                    path + ".memory",
                    "not even one body fits in; allow more than body says, which is 65536B if left out");
        }
    }

    private void checkSafe(JsonNode rule, String path) {
        if (!rule.isObject() || !rule.path("request").isTextual()) {
            return;
        }
        checkHeaders(rule.path("headers"), path + ".headers");
        if (!rule.path("reads_only").asBoolean() && rule.path("headers").isEmpty()) {
            problem(
                    path,
                    "nothing says how " + rule.path("request").asText()
                            + " is made safe to send twice; name the headers by which the application does nothing of it,"
                            + " or write reads_only: true");
        }
    }

    private void checkHeaders(JsonNode headers, String path) {
        ShadowReader.headers(headers).forEach((name, value) -> {
            try {
                ShadowSettings.checked(Map.of(name, value));
            } catch (IllegalArgumentException e) {
                problem(YamlDocument.key(path, name), String.valueOf(e.getMessage()));
            }
        });
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
