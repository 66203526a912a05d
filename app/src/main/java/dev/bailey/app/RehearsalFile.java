package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan with the addresses of another environment, in which it is rehearsed. Immutable.
 *
 * @param plan with those addresses
 * @param reset the program that brings the environment back to its beginning; empty for none
 * @param load the program that uses the services while it is rehearsed; empty for none
 */
record RehearsalFile(PlanFile plan, List<String> reset, List<String> load) {

    private static final String RESET = "reset";
    private static final String LOAD = "load";
    private static final String NOTIFY = "notify";

    RehearsalFile {
        reset = List.copyOf(reset);
        load = List.copyOf(load);
    }

    /**
     * Reads and checks both.
     *
     * @param environment from which placeholders are filled
     * @throws WrongPlan with all problems of both, by file and line
     */
    static RehearsalFile read(Path plan, Path env, Map<String, String> environment) {
        PlanFile real = PlanFile.read(plan, environment);
        YamlDocument written = YamlReading.read(PlanFile.text(env));
        List<PlanProblem> problems = new ArrayList<>(written.problems());
        Map<String, String> texts = new TreeMap<>();
        Addresses.collect(written.root(), "", texts);
        texts.keySet().forEach(path -> {
            if (!isOwn(path) && !Addresses.has(path)) {
                problems.add(written.error(
                        path,
                        "only addresses may be others in a rehearsal, for it is one of this very plan; remove this"));
            }
        });
        requireAddresses(real, written, problems);
        if (!problems.isEmpty()) {
            throw new WrongPlan(problems.stream()
                    .sorted()
                    .map(problem -> problem.in(env.toString()))
                    .toList());
        }
        PlanFile merged = PlanFile.read(plan, environment, root -> addresses(root, written.root()));
        requireOthers(real, merged, written, env);
        return new RehearsalFile(
                merged, words(written.root().path(RESET)), words(written.root().path(LOAD)));
    }

    private static boolean isOwn(String path) {
        return path.startsWith(RESET + "[") || path.startsWith(LOAD + "[");
    }

    /** What is not named would be the real one. */
    private static void requireAddresses(PlanFile real, YamlDocument written, List<PlanProblem> problems) {
        real.plan().stores().keySet().forEach(store -> requireSides("stores", store, written, problems));
        real.plan().services().keySet().forEach(service -> requireSides("services", service, written, problems));
        real.plan().procedure().probes().keySet().forEach(probe -> {
            if (written.root().path("prober").path(probe).path("url").isMissingNode()) {
                problems.add(written.error(
                        YamlDocument.key("prober", probe) + ".url",
                        "missing key: a rehearsal is not proven by requests to the real one"));
            }
        });
    }

    private static void requireSides(String part, String name, YamlDocument written, List<PlanProblem> problems) {
        for (String side : List.of("source", "target")) {
            String path = YamlDocument.key(YamlDocument.key(part, name), side);
            if (written.root().path(part).path(name).path(side).isMissingNode()) {
                problems.add(written.error(path, "missing key: a rehearsal must not touch the real one"));
            }
        }
    }

    private static void requireOthers(PlanFile real, PlanFile merged, YamlDocument written, Path env) {
        List<PlanProblem> problems = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        real.plan().stores().values().forEach(store -> {
            taken.addAll(PlanText.storeAddresses(store.source()));
            taken.addAll(PlanText.storeAddresses(store.target()));
        });
        merged.plan().stores().forEach((name, store) -> {
            Map<String, String> sides = Map.of("source", store.source(), "target", store.target());
            sides.forEach((side, url) -> {
                if (PlanText.storeAddresses(url).stream().anyMatch(taken::contains)) {
                    String path = YamlDocument.key(YamlDocument.key("stores", name), side);
                    problems.add(
                            written.error(path, "this is a database of the plan itself; name one to rehearse with"));
                }
            });
        });
        if (!problems.isEmpty()) {
            throw new WrongPlan(problems.stream()
                    .sorted()
                    .map(problem -> problem.in(env.toString()))
                    .toList());
        }
    }

    /** Nobody takes a rehearsal for the real thing: it tells those whom its own file names. */
    private static JsonNode addresses(JsonNode plan, JsonNode other) {
        return merge(plan instanceof ObjectNode all ? all.deepCopy().without(NOTIFY) : plan, other);
    }

    private static JsonNode merge(JsonNode plan, JsonNode other) {
        if (!(plan instanceof ObjectNode base) || !(other instanceof ObjectNode more)) {
            return other;
        }
        ObjectNode merged = base.deepCopy();
        more.properties().forEach(each -> {
            if (!List.of(RESET, LOAD).contains(each.getKey())) {
                JsonNode mine = base.path(each.getKey());
                merged.set(each.getKey(), mine.isMissingNode() ? each.getValue() : merge(mine, each.getValue()));
            }
        });
        return merged;
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }
}
