package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Fingerprint;
import dev.bailey.control.Probe;
import dev.bailey.control.Procedure;
import dev.bailey.runbook.ApprovalRule;
import dev.bailey.runbook.Expectation;
import dev.bailey.runbook.HttpCall;
import dev.bailey.runbook.People;
import dev.bailey.runbook.Person;
import dev.bailey.runbook.PlannedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a plan asks of people and of the world around the data. */
final class ProcedureReader {

    private ProcedureReader() {}

    /**
     * @param plan checked, and found right
     * @param text of the plan as it was written
     */
    static Procedure procedure(JsonNode plan, Fingerprint text) {
        List<PlannedStep> steps = new ArrayList<>();
        plan.path("steps").forEach(step -> steps.add(StepReader.step(step)));
        People people = people(plan.path("people"));
        List<ApprovalRule> approvals = new ArrayList<>();
        plan.path("approvals")
                .properties()
                .forEach(rule -> approvals.add(approval(rule.getKey(), rule.getValue(), people)));
        return new Procedure(
                people,
                approvals,
                steps,
                rehearsals(plan.path("rehearsals")),
                finish(plan.path("finish")),
                probes(plan.path("prober")),
                text);
    }

    private static Map<String, Probe> probes(JsonNode prober) {
        Map<String, Probe> probes = new LinkedHashMap<>();
        prober.properties().forEach(probe -> probes.put(probe.getKey(), probe(probe.getValue())));
        return probes;
    }

    static Probe probe(JsonNode probe) {
        return probe(
                probe.path("url").asText(),
                PlanText.duration(probe.path("every").asText()),
                PlanText.duration(probe.path("limit").asText()),
                StepReader.expectation(probe.path("expect")));
    }

    /** @throws IllegalArgumentException with a sentence about what is wrong */
    static Probe probe(String url, Optional<Duration> every, Optional<Duration> limit, Expectation expect) {
        HttpCall call = new HttpCall(
                "GET",
                StepReader.address(url),
                Map.of("User-Agent", "bailey-prober"),
                Optional.empty(),
                expect,
                limit.orElse(Probe.LIMIT),
                /* repeatable= */ true);
        return new Probe(call, every.orElse(Probe.EVERY));
    }

    static People people(JsonNode people) {
        List<Person> all = new ArrayList<>();
        people.properties()
                .forEach(person -> all.add(new Person(
                        person.getKey(), person.getValue().path("token_sha256").asText())));
        return new People(all);
    }

    static ApprovalRule approval(String name, JsonNode rule, People people) {
        List<String> of = new ArrayList<>();
        rule.path("of").forEach(person -> of.add(person.asText()));
        return new ApprovalRule(
                name,
                rule.path("by").asInt(1),
                of.isEmpty() ? people.all().stream().map(Person::name).toList() : of,
                PlanText.duration(rule.path("valid_for").asText()));
    }

    private static Procedure.Rehearsals rehearsals(JsonNode rehearsals) {
        return rehearsals.isMissingNode()
                ? Procedure.Rehearsals.NONE
                : new Procedure.Rehearsals(
                        rehearsals.path("required").asInt(),
                        PlanText.days(rehearsals.path("within").asText()).orElseThrow());
    }

    private static Procedure.Finish finish(JsonNode finish) {
        List<String> ignored = new ArrayList<>();
        finish.path("ignore").forEach(user -> ignored.add(user.asText()));
        Optional<Duration> quiet = PlanText.duration(finish.path("quiet").asText());
        return new Procedure.Finish(quiet.orElse(Procedure.Finish.DEFAULT.quiet()), ignored);
    }
}
