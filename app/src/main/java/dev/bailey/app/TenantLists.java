package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.runbook.Hashes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The tenants that a plan and its files name. Immutable.
 *
 * @param bySlice by the slice's place in the plan
 */
record TenantLists(Map<Integer, TenantList> bySlice) {

    private static final String SLICES = "slices";
    private static final String TENANTS = "tenants";
    private static final String FILE = "tenants_file";

    TenantLists {
        bySlice = Collections.unmodifiableMap(bySlice);
    }

    /**
     * Reads the files too.
     *
     * @param path of the plan
     * @param problems to which those that are found are added
     */
    static TenantLists read(YamlDocument plan, Path path, List<PlanProblem> problems) {
        Map<Integer, TenantList> lists = new TreeMap<>();
        JsonNode slices = plan.root().path(SLICES);
        for (int index = 0; index < slices.size(); index++) {
            String at = YamlDocument.item(SLICES, index);
            JsonNode slice = slices.path(index);
            if (slice.path(FILE).isTextual()) {
                String file = YamlDocument.key(at, FILE);
                lists.put(
                        index,
                        TenantList.read(
                                path,
                                slice.path(FILE).textValue(),
                                sentence -> problems.add(plan.error(file, sentence))));
            } else if (slice.path(TENANTS).isArray()) {
                lists.put(
                        index,
                        TenantList.written(plan, slice.path(TENANTS), YamlDocument.key(at, TENANTS), problems::add));
            }
        }
        return new TenantLists(lists);
    }

    /** The plan as if it listed itself what its files list. */
    JsonNode inlined(JsonNode plan) {
        return with(plan, (slice, list) -> {
            slice.remove(FILE);
            ArrayNode tenants = slice.putArray(TENANTS);
            list.lines().keySet().forEach(tenants::add);
        });
    }

    /** The plan with what its files list, in one hash each, instead of where they lie. */
    JsonNode digested(JsonNode plan) {
        return with(
                plan,
                (slice, list) -> slice.put(
                        FILE,
                        Hashes.sha256(String.join(
                                "\n", list.lines().keySet().stream().sorted().toList()))));
    }

    private JsonNode with(JsonNode plan, BiConsumer<ObjectNode, TenantList> change) {
        if (!(plan instanceof ObjectNode root) || bySlice.values().stream().noneMatch(TenantLists::isFile)) {
            return plan;
        }
        ArrayNode slices = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : root.path(SLICES)) {
            TenantList list = bySlice.get(slices.size());
            if (each instanceof ObjectNode slice && list != null && isFile(list)) {
                ObjectNode changed = slice.deepCopy();
                change.accept(changed, list);
                slices.add(changed);
            } else {
                slices.add(each);
            }
        }
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        changed.setAll(root);
        changed.set(SLICES, slices);
        return changed;
    }

    private static boolean isFile(TenantList list) {
        return list.file().isPresent();
    }
}
