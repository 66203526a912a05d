package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A YAML document read as JSON, and the line on which each of its parts stands. Immutable.
 *
 * @param lines by path, such as {@code stores.orders} or {@code slices[0]}; of a key where there is one
 * @param problems found while reading
 */
record YamlDocument(JsonNode root, Map<String, Integer> lines, List<PlanProblem> problems) {

    YamlDocument {
        lines = Map.copyOf(lines);
        problems = List.copyOf(problems);
    }

    static String key(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /** The line of this part, or of the nearest one around it. */
    int line(String path) {
        Integer line = lines.get(path);
        if (line != null) {
            return line;
        }
        int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return end < 0 ? 1 : line(path.substring(0, end));
    }

    PlanProblem error(String path, String sentence) {
        return PlanProblem.error(line(path), path, sentence);
    }

    YamlDocument with(JsonNode newRoot) {
        return new YamlDocument(newRoot, lines, problems);
    }
}
