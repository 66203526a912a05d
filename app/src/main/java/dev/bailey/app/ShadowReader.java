package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.AnswerPlan;
import dev.bailey.control.ShadowPlan;
import dev.bailey.judging.ComparisonRules;
import dev.bailey.judging.JudgeSettings;
import dev.bailey.router.SafeRequest;
import dev.bailey.router.ShadowSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns the part of a service that says what goes to the other side as well into what its router is told. */
final class ShadowReader {

    private static final double PERCENT_MAX = 100;

    private ShadowReader() {}

    static Optional<ShadowPlan> shadow(JsonNode shadow) {
        if (shadow.isMissingNode()) {
            return Optional.empty();
        }
        double share =
                PlanText.share(shadow.path("share").asText()).orElse(ShadowSettings.SHARE * PERCENT_MAX) / PERCENT_MAX;
        ShadowSettings usual = ShadowSettings.of(share);
        List<SafeRequest> safe = new ArrayList<>();
        shadow.path("safe").forEach(rule -> safe.add(safe(rule)));
        ShadowSettings settings = new ShadowSettings(
                share,
                safe,
                headers(shadow.path("headers")),
                shadow.path("cookies").asBoolean(),
                bytes(shadow.path("body"), usual.bodyBytesMax()),
                deadline(shadow).orElse(usual.deadline()),
                shadow.path("waiting").asInt(usual.waitingMax()),
                shadow.path("connections").asInt(usual.connectionsMax()),
                longBytes(shadow.path("memory"), usual.bytesMax()));
        return Optional.of(new ShadowPlan(settings, answers(shadow.path("compare"))));
    }

    private static AnswerPlan answers(JsonNode compare) {
        JudgeSettings usual = JudgeSettings.usual();
        return new AnswerPlan(
                usual.with(new ComparisonRules(
                                compare.has("headers") ? texts(compare.path("headers")) : ComparisonRules.HEADERS,
                                texts(compare.path("ignore")),
                                texts(compare.path("unordered"))))
                        .with(PlanText.duration(compare.path("again_after").asText())
                                .orElse(usual.later()))
                        .withTolerance(PlanText.share(compare.path("tolerance").asText())
                                        .orElse(usual.tolerance() * PERCENT_MAX)
                                / PERCENT_MAX),
                compare.path("wait_for").asText().equals("proof"));
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new LinkedHashSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    static SafeRequest safe(JsonNode rule) {
        return new SafeRequest(
                rule.path("request").asText(), rule.path("reads_only").asBoolean(), headers(rule.path("headers")));
    }

    static Map<String, String> headers(JsonNode headers) {
        Map<String, String> read = new LinkedHashMap<>();
        headers.properties()
                .forEach(header -> read.put(header.getKey(), header.getValue().asText()));
        return read;
    }

    static Optional<Duration> deadline(JsonNode shadow) {
        return PlanText.duration(shadow.path("deadline").asText());
    }

    private static int bytes(JsonNode size, int usual) {
        return Math.toIntExact(longBytes(size, usual));
    }

    private static long longBytes(JsonNode size, long usual) {
        return PlanText.bytes(size.asText()).orElse(usual);
    }
}
