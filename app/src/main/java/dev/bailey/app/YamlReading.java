package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one YAML document. Confined to one thread, used once. */
final class YamlReading {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Integer> lines = new HashMap<>();
    private final List<PlanProblem> problems = new ArrayList<>();

    private YamlReading() {}

    static YamlDocument read(String text) {
        return new YamlReading().document(text);
    }

    private YamlDocument document(String text) {
        JsonNode root = JSON.missingNode();
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (node == null) {
                problems.add(PlanProblem.error(1, "", "the plan is empty"));
            } else {
                root = json(node, "");
            }
        } catch (MarkedYAMLException e) {
            problems.add(PlanProblem.error(line(e.getProblemMark()), "", "this is not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(PlanProblem.error(1, "", "this is not YAML: " + e.getMessage()));
        }
        return new YamlDocument(root, lines, problems);
    }

    private JsonNode json(Node node, String path) {
        lines.putIfAbsent(path, line(node.getStartMark()));
        if (node.getAnchor() != null) {
            // An anchor may contain itself; and a plan is read by people, who should not have to follow references.
            problem(node, path, "anchors and aliases are not supported: write the value out");
            return JSON.missingNode();
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, path);
        }
        if (node instanceof SequenceNode sequence) {
            return array(sequence, path);
        }
        return scalar((ScalarNode) node);
    }

    private JsonNode object(MappingNode mapping, String path) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problem(entry.getKeyNode(), path, "a key must be a word");
                continue;
            }
            String child = YamlDocument.key(path, key.getValue());
            if (object.has(key.getValue())) {
                problem(key, child, "this key stands twice; it is first on line " + lines.get(child));
                continue;
            }
            lines.put(child, line(key.getStartMark()));
            JsonNode value = json(entry.getValueNode(), child);
            if (!value.isMissingNode()) {
                object.set(key.getValue(), value);
            }
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, String path) {
        ArrayNode array = JSON.arrayNode();
        for (Node node : sequence.getValue()) {
            array.add(json(node, YamlDocument.item(path, array.size())));
        }
        return array;
    }

    // Numbers that YAML knows and people do not mean, such as 22:30, 0x1F or 007, stay text: a tenant is called so, and
    // elsewhere the schema refuses them.
    private static JsonNode scalar(ScalarNode node) {
        String value = node.getValue();
        if (node.getTag().equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return JSON.booleanNode(List.of("true", "yes", "on").contains(value.toLowerCase(Locale.ROOT)));
        }
        if (node.getTag().equals(Tag.INT) && value.matches("0|-?[1-9][0-9]{0,17}")) {
            return JSON.numberNode(Long.parseLong(value));
        }
        if (node.getTag().equals(Tag.FLOAT) && value.matches("-?[0-9]{1,18}\\.[0-9]{1,18}")) {
            return JSON.numberNode(Double.parseDouble(value));
        }
        return JSON.textNode(value);
    }

    private void problem(Node node, String path, String sentence) {
        problems.add(PlanProblem.error(line(node.getStartMark()), path, sentence));
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
