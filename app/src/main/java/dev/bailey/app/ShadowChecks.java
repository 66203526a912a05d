package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.judging.Money;
import dev.bailey.router.ShadowSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What must hold of requests that go to the other side as well, and no schema can say. */
final class ShadowChecks {

    private static final Duration AGAIN_AFTER_MAX = Duration.ofMinutes(10);

    private final YamlDocument plan;
    private final List<PlanProblem> problems;

    /** @param problems to which those that are found are added */
    ShadowChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check(JsonNode shadow, String path) {
        checkHeaders(shadow.path("headers"), path + ".headers");
        checkCompare(shadow.path("compare"), path + ".compare");
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

    private void checkCompare(JsonNode compare, String path) {
        JsonNode ignored = compare.path("ignore");
        for (int at = 0; at < ignored.size(); at++) {
            String field = ignored.get(at).asText();
            if (Money.isAt(field)) {
                problem(
                        YamlDocument.item(path + ".ignore", at),
                        field
                                + " is money by its name, which is never ignored; accept a difference when it is found, with"
                                + " bailey answers --accept");
            }
        }
        Optional<Duration> again = PlanText.duration(compare.path("again_after").asText());
        if (again.isPresent() && (again.get().isZero() || again.get().compareTo(AGAIN_AFTER_MAX) > 0)) {
            problem(path + ".again_after", "this must be more than 0 and at most 10m");
        }
        OptionalDouble tolerance = PlanText.share(compare.path("tolerance").asText());
        if (tolerance.isPresent() && (tolerance.getAsDouble() <= 0 || tolerance.getAsDouble() >= 100)) {
            problem(path + ".tolerance", "this must be more than 0% and less than 100%");
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
