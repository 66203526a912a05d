package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of the paths by which a store's rows are told apart, and can be seen without its databases. */
final class TenantPathChecks {

    private final YamlDocument plan;
    private final List<PlanProblem> problems;
    private final JsonNode store;
    private final String at;

    /**
     * @param path of the store in the plan
     * @param problems to which those that are found are added
     */
    TenantPathChecks(YamlDocument plan, List<PlanProblem> problems, JsonNode store, String path) {
        this.plan = plan;
        this.problems = problems;
        this.store = store;
        this.at = path + ".tenant.paths";
    }

    void check() {
        JsonNode paths = store.path("tenant").path("paths");
        if (!paths.isObject() || paths.isEmpty()) {
            return;
        }
        for (JsonNode slice : plan.root().path("slices")) {
            if (slice.path("validation").asBoolean()) {
                problem(
                        at,
                        "a change in the log does not tell whose a row of these tables is, so what tenants that validate"
                                + " write to them could not be left out; keep the paths, or slice "
                                + slice.path("name").asText());
            }
        }
        Map<String, String> parents = new HashMap<>();
        paths.properties().forEach(path -> checkPath(path.getKey(), path.getValue(), parents));
        parents.keySet().stream().sorted().forEach(table -> checkEnd(table, parents));
    }

    private void checkPath(String table, JsonNode path, Map<String, String> parents) {
        String here = YamlDocument.key(at, table);
        if (store.path("tenant").path("columns").has(table)) {
            problem(here, table + " has a column for its tenant by columns; keep one of both");
        }
        Set<String> named = new LinkedHashSet<>();
        Set<String> key = new HashSet<>();
        for (JsonNode refers : path) {
            String written = refers.asText();
            if (written.chars().filter(c -> c == '.').count() < 2) {
                return; // the schema says so
            }
            named.add(SliceReader.parent(written));
            if (!key.add(written)) {
                problem(here, "two columns refer to " + written + "; name each column of the key once");
            }
        }
        if (named.size() > 1) {
            problem(here, "a path leads to one table, and this one to " + String.join(" and ", named));
        }
        named.stream().findFirst().ifPresent(parent -> parents.put(table, parent));
    }

    /** Each table of a circle has this problem, and each is told so. */
    private void checkEnd(String table, Map<String, String> parents) {
        Set<String> met = new LinkedHashSet<>();
        for (String next = table; next != null; next = parents.get(next)) {
            if (!met.add(next)) {
                if (next.equals(table)) {
                    problem(
                            YamlDocument.key(at, table),
                            "the path comes back to where it began: " + String.join(", ", met) + ", " + table
                                    + "; let one of them lead to a table that has the tenant's column");
                }
                return;
            }
        }
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
