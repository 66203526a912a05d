package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Observing;
import dev.bailey.control.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold where a plan says what is looked at after a cutover, and no schema can say. */
final class ObservingChecks {

    private static final List<String> KINDS = List.of(
            "error_rate", "latency", "judge", "figure", "lag", "conflicts", "foreign_writes", "http", "command");

    /** Keys that belong to some kinds only. */
    private static final Map<String, Set<String>> ONLY_WITH = new LinkedHashMap<>();

    static {
        ONLY_WITH.put("for", Set.of("error_rate", "latency", "lag", "http", "command"));
        ONLY_WITH.put("of_at_least", Set.of("error_rate", "latency"));
        ONLY_WITH.put("percentile", Set.of("latency"));
        ONLY_WITH.put("more", Set.of("judge"));
        ONLY_WITH.put("times", Set.of("judge"));
        ONLY_WITH.put("every", Set.of("figure", "http", "command"));
        ONLY_WITH.put("limit", Set.of("figure", "http", "command"));
        for (String key : List.of("sql", "store", "pages", "counts", "within")) {
            ONLY_WITH.put(key, Set.of("figure"));
        }
    }

    private static final Set<String> OF_REQUESTS = Set.of("error_rate", "latency", "judge");

    private final YamlDocument plan;
    private final List<PlanProblem> problems;

    ObservingChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check(JsonNode cutover) {
        Optional<Duration> observe = PlanText.duration(cutover.path("observe").asText());
        JsonNode triggers = cutover.path("roll_back_when");
        if (observe.isPresent() && observe.get().isZero()) {
            problem("cutover.observe", "nothing is seen in no time; allow more than 0, or leave this out");
        }
        if (cutover.has("when_unknown") && triggers.isEmpty()) {
            problem(
                    "cutover.when_unknown",
                    "nothing is looked at of which something could be unknown; name it in roll_back_when, or leave this"
                            + " out");
        }
        Map<String, String> seen = new LinkedHashMap<>();
        int index = 0;
        for (JsonNode trigger : triggers) {
            String path = YamlDocument.item("cutover.roll_back_when", index);
            if (trigger.isObject() && hasOneKind(trigger, path) && fits(trigger, path)) {
                read(trigger, path, observe.filter(time -> !time.isZero()).orElse(Observing.TIME), seen);
            }
            index++;
        }
    }

    private boolean hasOneKind(JsonNode trigger, String path) {
        List<String> kinds = KINDS.stream().filter(trigger::has).toList();
        if (kinds.size() == 1) {
            return true;
        }
        problem(
                path,
                kinds.isEmpty()
                        ? "says nothing that must not be; name one of " + String.join(", ", KINDS)
                        : "says more than one thing that must not be, " + String.join(" and ", kinds)
                                + "; give each an entry of its own");
        return false;
    }

    private boolean fits(JsonNode trigger, String path) {
        String kind = KINDS.stream().filter(trigger::has).findFirst().orElseThrow();
        List<String> strangers = new ArrayList<>();
        ONLY_WITH.forEach((key, kinds) -> {
            if (trigger.has(key) && !kinds.contains(kind)) {
                strangers.add(key);
            }
        });
        strangers.forEach(key -> problem(
                YamlDocument.key(path, key),
                kind + " has no such key; it goes with "
                        + String.join(
                                ", ",
                                ONLY_WITH.getOrDefault(key, Set.of()).stream()
                                        .sorted()
                                        .toList()) + "; remove it"));
        if (OF_REQUESTS.contains(kind) && plan.root().path("services").isEmpty()) {
            problem(
                    YamlDocument.key(path, kind),
                    "nobody can measure it: the plan has no service whose requests Bailey's router would carry");
            return false;
        }
        boolean ofErrors = trigger.path("judge").asText().equals("errors");
        if (kind.equals("judge") && trigger.has(ofErrors ? "times" : "more")) {
            problem(
                    YamlDocument.key(path, ofErrors ? "times" : "more"),
                    ofErrors
                            ? "errors are judged by how many more there are; say more: 0.5%"
                            : "latencies are judged by how many times as long they take; say times: 1.5x");
            return false;
        }
        if (kind.equals("figure") && !isReadable(trigger, path)) {
            return false;
        }
        boolean isEmptyCommand = kind.equals("command") && trigger.path(kind).isEmpty();
        return strangers.isEmpty() && !isEmptyCommand;
    }

    private boolean isReadable(JsonNode figure, String path) {
        if (figure.has("sql") == figure.has("pages")) {
            problem(
                    path,
                    figure.has("sql")
                            ? "is read by sql and from pages; leave one out"
                            : "nobody can read it; give sql, or pages");
            return false;
        }
        JsonNode stores = plan.root().path("stores");
        if (figure.has("pages")) {
            if (figure.has("store")) {
                problem(YamlDocument.key(path, "store"), "goes with sql; remove it");
            }
            return !figure.has("store");
        } else if (figure.has("store") && !stores.has(figure.path("store").asText())) {
            problem(YamlDocument.key(path, "store"), "the plan has no such store");
            return false;
        } else if (!figure.has("store") && stores.size() != 1) {
            problem(path, "the plan has " + stores.size() + " stores; say whose databases are asked (store)");
            return false;
        }
        return true;
    }

    private void read(JsonNode node, String path, Duration observe, Map<String, String> seen) {
        Trigger trigger;
        try {
            trigger = ObservingReader.trigger(
                    node, observe, ObservingReader.onlyStore(plan.root().path("stores")));
        } catch (IllegalArgumentException wrong) {
            problem(path, String.valueOf(wrong.getMessage()));
            return;
        } catch (RuntimeException unread) {
            return; // The schema says why.
        }
        String other = seen.putIfAbsent(trigger.name(), path);
        if (other != null) {
            problem(path, "this is " + other + " on line " + plan.line(other) + " once more; remove one");
        }
        if (trigger.time().compareTo(observe) > 0) {
            problem(
                    path,
                    "it could never hold for its time, because the observation ends before; make cutover.observe longer");
        }
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
