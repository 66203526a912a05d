package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Migration;
import dev.bailey.runbook.People;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What must hold of steps, people and approvals, and no schema can say. Looks only at parts that are what they should
 * be.
 */
final class ProcedureChecks {

    private final YamlDocument plan;
    private final List<PlanProblem> problems;

    /** @param problems to which those that are found are added */
    ProcedureChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check() {
        checkApprovals();
        checkProbes();
        Map<String, String> names = new HashMap<>();
        int index = 0;
        for (JsonNode step : plan.root().path("steps")) {
            String path = YamlDocument.item("steps", index++);
            checkName(step.path("name").asText(), path, names);
            checkStep(step, path);
        }
    }

    private void checkApprovals() {
        if (isWrong("people") || isWrong("approvals")) {
            return;
        }
        People people;
        try {
            people = ProcedureReader.people(plan.root().path("people"));
        } catch (IllegalArgumentException wrong) {
            problem("people", String.valueOf(wrong.getMessage()));
            return;
        }
        plan.root().path("approvals").properties().forEach(rule -> {
            String path = YamlDocument.key("approvals", rule.getKey());
            rule.getValue().path("of").forEach(person -> {
                if (!people.knows(person.asText())) {
                    problem(path + ".of", "there is no \"" + person.asText() + "\" among the plan's people");
                }
            });
            try {
                ProcedureReader.approval(rule.getKey(), rule.getValue(), people);
            } catch (IllegalArgumentException wrong) {
                problem(path, wrong.getMessage() + "; name them under people, each with the hash of a token");
            }
        });
    }

    private void checkProbes() {
        plan.root().path("prober").properties().forEach(probe -> {
            String path = YamlDocument.key("prober", probe.getKey());
            if (!isWrong(path)) {
                try {
                    ProcedureReader.probe(probe.getValue());
                } catch (IllegalArgumentException wrong) {
                    problem(path, String.valueOf(wrong.getMessage()));
                }
            }
        });
    }

    private void checkName(String name, String path, Map<String, String> names) {
        if (Migration.stepNames().contains(name)) {
            problem(path + ".name", "\"" + name + "\" is a step of Bailey's own; choose another name");
        }
        String other = names.putIfAbsent(name, path);
        if (other != null) {
            problem(path + ".name", "\"" + name + "\" stands twice; it is first on line " + plan.line(other));
        }
    }

    private void checkStep(JsonNode step, String path) {
        List<String> kinds = StepReader.KINDS.stream().filter(step::has).toList();
        if (kinds.size() != 1) {
            problem(
                    path,
                    "a step has one of " + String.join(", ", StepReader.KINDS) + ", this one has " + listed(kinds));
            return;
        }
        String kind = kinds.get(0);
        checkKeys(step, path, kind);
        checkCall(step.path("http"), path + ".http");
        if (kind.equals("wait")) {
            checkWait(step.path("wait"), path + ".wait");
        }
        if (kind.equals("approval")
                && !plan.root().path("approvals").has(step.path("approval").asText())) {
            problem(
                    path + ".approval",
                    "there is no \"" + step.path("approval").asText() + "\" among the plan's approvals");
        }
        checkUndo(step, path, kind);
        construct(step, path);
    }

    /** Keys that say something of another kind of step would be passed over in silence. */
    private void checkKeys(JsonNode step, String path, String kind) {
        Map<String, List<String>> belong = Map.of(
                "environment", List.of("command"),
                "owner", List.of("manual"),
                "due", List.of("manual"),
                "limit", List.of("command", "http", "wait"));
        belong.forEach((key, kinds) -> {
            if (step.has(key) && !kinds.contains(kind)) {
                problem(path + "." + key, "this belongs to a step with " + String.join(" or ", kinds));
            }
        });
    }

    private void checkCall(JsonNode call, String path) {
        List<String> methods = StepReader.METHODS.stream().filter(call::has).toList();
        if (call.isObject() && methods.size() != 1) {
            problem(
                    path,
                    "a request has one of " + String.join(", ", StepReader.METHODS) + ", this one has "
                            + listed(methods));
        }
    }

    private void checkWait(JsonNode wait, String path) {
        List<String> what =
                Stream.of("until", "http", "command").filter(wait::has).toList();
        if (what.size() != 1) {
            problem(path, "one waits for one of until, http, command; this has " + listed(what));
        }
        checkCall(wait.path("http"), path + ".http");
    }

    private void checkUndo(JsonNode step, String path, String kind) {
        boolean changes = List.of("command", "manual").contains(kind)
                || (kind.equals("http")
                        && !step.path("http").has("get")
                        && !step.path("http").has("head"));
        if (step.has("undo") && step.has("no_undo")) {
            problem(path + ".no_undo", "the step has an undo; remove one of them");
        } else if (changes && !step.has("undo") && !step.has("no_undo")) {
            problem(
                    path,
                    "the step changes something: say how it is taken back under undo, or why it need not be under no_undo");
        }
        List<String> undo =
                StepReader.KINDS.stream().filter(step.path("undo")::has).toList();
        if (step.has("undo") && undo.size() != 1) {
            problem(path + ".undo", "an undo has one of command, http, manual; this one has " + listed(undo));
        }
        checkCall(step.path("undo").path("http"), path + ".undo.http");
    }

    private void construct(JsonNode step, String path) {
        if (!isWrong(path)) {
            try {
                StepReader.step(step);
            } catch (IllegalArgumentException wrong) {
                problem(path, String.valueOf(wrong.getMessage()));
            } catch (DateTimeException wrong) {
                problem(path, "there is no such time: " + wrong.getMessage());
            }
        }
    }

    /** Whether something was found there already, which would be told twice. */
    private boolean isWrong(String path) {
        return problems.stream().anyMatch(problem -> problem.path().startsWith(path));
    }

    private static String listed(List<String> keys) {
        return keys.isEmpty() ? "none" : String.join(" and ", keys);
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
