package dev.bailey.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.bailey.judging.Difference.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks two trees at once. A list whose elements are objects with names of their own is compared by those names, any
 * other from both ends inwards, so that one element more is one difference. Confined to one thread.
 */
final class TreeComparison {

    /** Fields that name an element, the first that all elements have, each another. */
    private static final List<String> NAMES =
            List.of("id", "@id", "uuid", "key", "code", "sku", "slug", "name", "@name", "@href");

    private static final Comparator<JsonNode> BY_TEXT = Comparator.comparing(JsonNode::toString);

    private static final String ELEMENT = "[*]";

    private final ComparisonRules rules;
    private final List<Difference> found;

    /** @param found what differs is added to */
    TreeComparison(ComparisonRules rules, List<Difference> found) {
        this.rules = rules;
        this.found = found;
    }

    void compare(JsonNode old, JsonNode now) {
        compare("$", old, now);
    }

    private void compare(String path, JsonNode old, JsonNode now) {
        if (old.getNodeType() != now.getNodeType()) {
            add(path, Kind.TYPE, old, now);
        } else if (old.isObject()) {
            fields(path, old, now);
        } else if (old.isArray()) {
            list(path, elements(old), elements(now));
        } else if (!isSame(old, now)) {
            add(path, Kind.VALUE, old, now);
        }
    }

    /** Numbers are the same however they are spelled. */
    private static boolean isSame(JsonNode old, JsonNode now) {
        return old.getNodeType() == JsonNodeType.NUMBER
                ? old.decimalValue().compareTo(now.decimalValue()) == 0
                : old.equals(now);
    }

    private void fields(String path, JsonNode old, JsonNode now) {
        Set<String> names = new LinkedHashSet<>();
        old.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            field(path + "." + name, old.get(name), now.get(name));
        }
    }

    private void field(String path, @Nullable JsonNode old, @Nullable JsonNode now) {
        if (old != null && now != null) {
            compare(path, old, now);
        } else if (old != null) {
            found.add(new Difference(path, Kind.MISSING, text(old), ""));
        } else if (now != null) {
            found.add(new Difference(path, Kind.EXTRA, "", text(now)));
        }
    }

    private void list(String path, List<JsonNode> old, List<JsonNode> now) {
        if (old.equals(now)) {
            return;
        }
        Optional<String> name = naming(old, now);
        if (name.isPresent()) {
            byName(path, named(old, name.get()), named(now, name.get()));
        } else if (old.size() == now.size() && counts(old).equals(counts(now))) {
            order(path, old, now);
        } else if (ComparisonRules.hold(rules.unordered(), path)) {
            inNoOrder(path, old, now);
        } else {
            inOrder(path, old, now);
        }
    }

    private void byName(String path, Map<String, JsonNode> old, Map<String, JsonNode> now) {
        List<String> both = old.keySet().stream().filter(now::containsKey).toList();
        if (!both.equals(now.keySet().stream().filter(old::containsKey).toList())) {
            order(path, old.values(), now.values());
        }
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        names.forEach(name -> field(path + ELEMENT, old.get(name), now.get(name)));
    }

    private void order(String path, Iterable<JsonNode> old, Iterable<JsonNode> now) {
        if (!ComparisonRules.hold(rules.unordered(), path)) {
            found.add(new Difference(path, Kind.ORDER, old.toString(), now.toString()));
        }
    }

    private void inNoOrder(String path, List<JsonNode> old, List<JsonNode> now) {
        List<JsonNode> missing = new ArrayList<>(old);
        now.forEach(missing::remove);
        List<JsonNode> extra = new ArrayList<>(now);
        old.forEach(extra::remove);
        missing.sort(BY_TEXT);
        extra.sort(BY_TEXT);
        inOrder(path, missing, extra);
    }

    private void inOrder(String path, List<JsonNode> old, List<JsonNode> now) {
        int shorter = Math.min(old.size(), now.size());
        int head = 0;
        while (head < shorter && old.get(head).equals(now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        for (int at = head; at < Math.max(old.size(), now.size()) - tail; at++) {
            field(
                    path + ELEMENT,
                    at < old.size() - tail ? old.get(at) : null,
                    at < now.size() - tail ? now.get(at) : null);
        }
    }

    /** The field by which the elements of both lists tell themselves apart, unless each answer makes new names. */
    private static Optional<String> naming(List<JsonNode> old, List<JsonNode> now) {
        return NAMES.stream()
                .filter(name -> isNaming(name, old) && isNaming(name, now))
                .filter(name -> old.isEmpty()
                        || now.isEmpty()
                        || !Collections.disjoint(
                                named(old, name).keySet(), named(now, name).keySet()))
                .findFirst();
    }

    private static boolean isNaming(String name, List<JsonNode> elements) {
        Set<String> seen = new HashSet<>();
        return elements.stream()
                .allMatch(element -> element.path(name).isValueNode()
                        && seen.add(element.path(name).asText()));
    }

    private static Map<String, JsonNode> named(List<JsonNode> elements, String name) {
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        elements.forEach(element -> byName.put(element.path(name).asText(), element));
        return byName;
    }

    private static Map<JsonNode, Integer> counts(List<JsonNode> elements) {
        Map<JsonNode, Integer> counts = new HashMap<>();
        elements.forEach(element -> counts.merge(element, 1, Integer::sum));
        return counts;
    }

    private static List<JsonNode> elements(JsonNode list) {
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        return elements;
    }

    private void add(String path, Kind kind, JsonNode old, JsonNode now) {
        found.add(new Difference(path, kind, text(old), text(now)));
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }
}
