package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which parts of a plan say where something is, and not what is done: those that differ between a rehearsal and the run
 * that it is for.
 */
final class Addresses {

    private static final List<Pattern> PATHS = List.of(
            Pattern.compile("(source|target)\\.label"),
            Pattern.compile("stores\\.[^.]+\\.(source|target)"),
            Pattern.compile("services\\.[^.]+\\.(listen|source|target|ca|tls)\\b.*"),
            Pattern.compile("services\\.[^.]+\\.(metrics\\.listen|access_log\\.file|traces\\.endpoint)"),
            Pattern.compile("(control|prober|notify)\\b.*"));

    private Addresses() {}

    /** Whether what stands here may be another in a rehearsal. */
    static boolean has(String path) {
        return PATHS.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    /** All the rest of a plan, placeholders as they are written. */
    static Fingerprint without(JsonNode plan) {
        Map<String, String> texts = new TreeMap<>();
        collect(plan, "", texts);
        texts.keySet().removeIf(Addresses::has);
        return Fingerprint.of(texts);
    }

    /** Every single value by its path. */
    static void collect(JsonNode node, String path, Map<String, String> texts) {
        if (node.isObject()) {
            node.properties().forEach(each -> collect(each.getValue(), YamlDocument.key(path, each.getKey()), texts));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), YamlDocument.item(path, i), texts);
            }
        } else {
            texts.put(path, node.asText());
        }
    }
}
