package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.runbook.Action;
import dev.bailey.runbook.Approval;
import dev.bailey.runbook.Command;
import dev.bailey.runbook.Condition;
import dev.bailey.runbook.Expectation;
import dev.bailey.runbook.HttpCall;
import dev.bailey.runbook.Manual;
import dev.bailey.runbook.Phase;
import dev.bailey.runbook.PlannedStep;
import dev.bailey.runbook.Undo;
import dev.bailey.runbook.Wait;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns a plan's step into one that can run; what no schema can say about it is said by the step itself. */
final class StepReader {

    /** The keys of which a step has one. */
    static final List<String> KINDS = List.of("command", "http", "wait", "manual", "approval");

    static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete");

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    private static final Duration WAIT_LIMIT = Duration.ofHours(24);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(30);

    private StepReader() {}

    /** @throws IllegalArgumentException with a sentence for people, when it is none that could run */
    static PlannedStep step(JsonNode step) {
        return new PlannedStep(
                step.path("name").asText(),
                Phase.valueOf(step.path("phase").asText().toUpperCase(Locale.ROOT)),
                action(step),
                undo(step));
    }

    /** @throws IllegalArgumentException likewise */
    private static Action action(JsonNode step) {
        if (step.has("command")) {
            return command(step, limit(step, COMMAND_LIMIT));
        }
        if (step.has("http")) {
            return call(step.path("http"), limit(step, CALL_LIMIT));
        }
        if (step.has("wait")) {
            return wait(step.path("wait"), limit(step, WAIT_LIMIT));
        }
        if (step.has("manual")) {
            return new Manual(
                    step.path("manual").asText(),
                    Optional.ofNullable(step.path("owner").textValue()),
                    Optional.ofNullable(step.path("due").textValue()).map(StepReader::time));
        }
        return new Approval(step.path("approval").asText());
    }

    private static Undo undo(JsonNode step) {
        if (step.has("undo")) {
            return new Undo.By(action(step.path("undo")));
        }
        if (step.has("no_undo")) {
            return new Undo.None(step.path("no_undo").asText());
        }
        return Undo.nothing();
    }

    private static Wait wait(JsonNode wait, Duration limit) {
        if (wait.has("until")) {
            return new Wait.Until(time(wait.path("until").asText()));
        }
        return new Wait.Holds(
                condition(wait, LOOK_LIMIT),
                duration(wait.path("holds"), Duration.ZERO),
                duration(wait.path("every"), LOOK_EVERY),
                limit);
    }

    /** @param limit of one look */
    static Condition condition(JsonNode condition, Duration limit) {
        return condition.has("command") ? command(condition, limit) : call(condition.path("http"), limit);
    }

    /** Looks at a page. */
    static HttpCall get(String address, JsonNode headers, Duration limit) {
        return new HttpCall(
                "GET",
                address(address),
                texts(headers),
                Optional.empty(),
                Expectation.success(),
                limit,
                /* repeatable= */ false);
    }

    private static Command command(JsonNode step, Duration limit) {
        List<String> arguments = new ArrayList<>();
        step.path("command").forEach(argument -> arguments.add(argument.asText()));
        return new Command(arguments, texts(step.path("environment")), limit);
    }

    private static HttpCall call(JsonNode call, Duration limit) {
        String method = METHODS.stream().filter(call::has).findFirst().orElse("get");
        return new HttpCall(
                method.toUpperCase(Locale.ROOT),
                address(call.path(method).asText()),
                texts(call.path("headers")),
                Optional.ofNullable(call.path("body").textValue()),
                expectation(call.path("expect")),
                limit,
                call.path("repeatable").asBoolean());
    }

    /** Says nothing of what the address is, for it may hold a token. */
    static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the address is none: " + e.getReason() + " at character " + e.getIndex(), e);
        }
    }

    static Expectation expectation(JsonNode expect) {
        return new Expectation(
                expect.has("status") ? OptionalInt.of(expect.path("status").intValue()) : OptionalInt.empty(),
                expect.path("contains").asText());
    }

    static Instant time(String text) {
        return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    }

    private static Duration limit(JsonNode step, Duration otherwise) {
        return duration(step.path("limit"), otherwise);
    }

    private static Duration duration(JsonNode value, Duration otherwise) {
        return PlanText.duration(value.asText()).orElse(otherwise);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }
}
