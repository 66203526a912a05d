package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a plan may say and this version does not carry out: refused with a sentence, never passed over. */
final class NotYet {

    private static final String TENANTS =
            "not yet: this version moves everyone at once and tells no tenants apart; remove this key";

    private static final Map<Pattern, String> KEYS = Map.of(
            Pattern.compile("stores\\.[^.]+\\.tenant"),
            TENANTS,
            Pattern.compile("services\\.[^.]+\\.tenant"),
            TENANTS,
            Pattern.compile("slices\\[\\d+]\\.(tenants|percent)"),
            TENANTS);

    private NotYet() {}

    static List<PlanProblem> check(YamlDocument plan) {
        List<PlanProblem> problems = new ArrayList<>();
        for (String path : plan.lines().keySet()) {
            KEYS.forEach((pattern, sentence) -> {
                if (pattern.matcher(path).matches()) {
                    problems.add(plan.error(path, sentence));
                }
            });
        }
        problems.addAll(slices(plan));
        return problems;
    }

    private static List<PlanProblem> slices(YamlDocument plan) {
        List<PlanProblem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode slice : plan.root().path("slices")) {
            String name = slice.path("name").asText(Plan.EVERYONE);
            if (!name.equals(Plan.EVERYONE)) {
                problems.add(plan.error(
                        YamlDocument.key(YamlDocument.item("slices", index), "name"),
                        "not yet: this version moves only the slice \"everyone\"; remove \"" + name + "\""));
            } else if (!seen.add(name)) {
                problems.add(
                        plan.error(YamlDocument.item("slices", index), "\"everyone\" moves once; remove this one"));
            }
            index++;
        }
        return problems;
    }
}
