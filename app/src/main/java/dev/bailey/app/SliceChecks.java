package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What must hold of a plan's slices, and no schema can say. Looks only at parts that are what they should be. */
final class SliceChecks {

    /** Ways to say who is in a slice. */
    private static final List<String> MEMBERS = List.of("tenants", "tenants_file", "percent");

    /** Whoever listed the same tenants twice need not read of each. */
    private static final int DOUBLES_MAX = 10;

    private static final Duration CANARY_LAG_MIN = Duration.ofMillis(500);
    private static final Duration CANARY_LAG_MAX = Duration.ofMinutes(1);

    private final YamlDocument plan;
    private final TenantLists lists;
    private final List<PlanProblem> problems;

    /**
     * @param plan with its placeholders filled in
     * @param problems to which those that are found are added
     */
    SliceChecks(YamlDocument plan, TenantLists lists, List<PlanProblem> problems) {
        this.plan = plan;
        this.lists = lists;
        this.problems = problems;
    }

    void check() {
        JsonNode slices = plan.root().path("slices");
        if (!slices.isArray()) {
            return;
        }
        checkNames(slices);
        for (int index = 0; index < slices.size(); index++) {
            if (slices.get(index).isObject()) {
                checkMembers(slices.get(index), at(index), /* last= */ index == slices.size() - 1);
                checkCanary(slices.get(index), YamlDocument.key(at(index), "read_canary"));
            }
        }
        checkShares(slices);
        checkLists(slices);
    }

    private void checkNames(JsonNode slices) {
        Map<String, String> paths = new HashMap<>();
        for (int index = 0; index < slices.size(); index++) {
            String path = YamlDocument.key(at(index), "name");
            String name = slices.get(index).path("name").asText();
            String other = name.isEmpty() ? null : paths.putIfAbsent(name, path);
            if (other != null) {
                problem(path, "a slice on line " + plan.line(other) + " is called " + name + " too; rename one");
            }
        }
    }

    private void checkMembers(JsonNode slice, String path, boolean last) {
        List<String> said = MEMBERS.stream().filter(slice::has).toList();
        if (last && !said.isEmpty()) {
            problem(
                    YamlDocument.key(path, said.get(0)),
                    "the last slice is everyone who is in no other; put this one before it, and one with a name alone"
                            + " here, such as { name: everyone }");
        } else if (!last && said.isEmpty()) {
            problem(
                    path,
                    "only the last slice is everyone; say who is in this one by tenants, tenants_file or percent, or"
                            + " put it last");
        } else if (slice.path("validation").asBoolean() && said.get(0).equals("percent")) {
            problem(
                    YamlDocument.key(path, "validation"),
                    "tenants that validate are nobody's customers, and are named; list them by tenants or tenants_file");
        } else if (said.size() > 1) {
            problem(
                    YamlDocument.key(path, said.get(1)),
                    "a slice is said in one way; keep one of " + String.join(" and ", said));
        }
    }

    private void checkCanary(JsonNode slice, String path) {
        Optional<Duration> lagMax = SliceReader.canaryLag(slice);
        if (lagMax.isPresent() && slice.path("validation").asBoolean()) {
            problem(path, "tenants that validate read from the target anyway; leave it out");
        } else if (lagMax.isPresent()
                && (lagMax.get().compareTo(CANARY_LAG_MIN) < 0 || lagMax.get().compareTo(CANARY_LAG_MAX) > 0)) {
            problem(
                    YamlDocument.key(path, "lag_max"),
                    "how far the target is behind is found out a few times a second, and a canary ends by itself when"
                            + " it is further; name from 500ms to 1m");
        }
    }

    private void checkShares(JsonNode slices) {
        int share = 0;
        String taken = "";
        for (int index = 0; index < slices.size(); index++) {
            JsonNode percent = slices.get(index).path("percent");
            OptionalInt own = SliceReader.share(percent);
            String path = YamlDocument.key(at(index), "percent");
            if (own.isPresent() && own.getAsInt() <= share) {
                problem(
                        path,
                        percent.asText() + " % adds nobody, for it counts from the first slice on, and " + taken
                                + "; make it more, or put this slice first");
            } else if (own.isPresent()) {
                share = own.getAsInt();
                taken = "line " + plan.line(path) + " has " + percent.asText() + " % of all already";
            }
        }
    }

    private void checkLists(JsonNode slices) {
        Map<String, Map.Entry<Integer, TenantList>> listed = new LinkedHashMap<>();
        List<PlanProblem> doubles = new ArrayList<>();
        for (Map.Entry<Integer, TenantList> each : lists.bySlice().entrySet()) {
            for (String tenant : each.getValue().lines().keySet()) {
                Map.Entry<Integer, TenantList> other = listed.putIfAbsent(tenant, each);
                if (other != null && doubles.size() < DOUBLES_MAX) {
                    String name = slices.path(other.getKey()).path("name").asText();
                    String first = name + " already, on " + other.getValue().place(tenant);
                    doubles.add(twice(tenant, each.getKey(), each.getValue(), first));
                }
            }
        }
        problems.addAll(doubles);
        long length = listed.keySet().stream().mapToLong(String::length).sum();
        if (listed.size() > TenantList.TENANTS_MAX || length > TenantList.BYTES_MAX) {
            problem(
                    "slices",
                    "they name " + listed.size() + " tenants in " + length + " characters, and "
                            + TenantList.TENANTS_MAX + " in " + TenantList.BYTES_MAX
                            + " are the most; move the others by percent, or with everyone");
        }
        plan.root()
                .path("services")
                .properties()
                .forEach(service -> checkHost(
                        service.getValue().path("tenant"), YamlDocument.key("services", service.getKey()), listed));
    }

    /** Its requests would go with the last slice, and the guard would refuse what they write. */
    private void checkHost(JsonNode tenant, String path, Map<String, Map.Entry<Integer, TenantList>> listed) {
        if (!tenant.has("host")) {
            return;
        }
        listed.entrySet().stream()
                .filter(each -> each.getKey().indexOf('.') >= 0
                        || !each.getKey().equals(each.getKey().toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(
                        each -> problem(
                                path + ".tenant.host",
                                "no request can name tenant " + each.getKey() + " ("
                                        + each.getValue().getValue().place(each.getKey())
                                        + "), for hosts are read in lower case and up to a dot; have requests name it elsewhere"));
    }

    private PlanProblem twice(String tenant, int index, TenantList list, String first) {
        boolean isFile = list.file().isPresent();
        String path = YamlDocument.key(at(index), isFile ? "tenants_file" : "tenants");
        int line = isFile ? plan.line(path) : list.lines().getOrDefault(tenant, plan.line(path));
        return PlanProblem.error(
                line,
                path,
                "tenant " + tenant + (isFile ? " on " + list.place(tenant) : "") + " is in slice " + first
                        + "; a tenant is in one slice, remove one");
    }

    private static String at(int index) {
        return YamlDocument.item("slices", index);
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
