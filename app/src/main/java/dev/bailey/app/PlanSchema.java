package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The published JSON Schema of plans, or of contracts. Checks with it, and words what it finds in the schema's own
 * descriptions, so that these are written once. Thread-safe.
 */
final class PlanSchema {

    private static final String PLAN = "/plan.schema.json";
    private static final String CONTRACT = "/contract.schema.json";

    private final JsonNode text;
    private final JsonSchema schema;

    PlanSchema() {
        this(PLAN);
    }

    static PlanSchema ofContracts() {
        return new PlanSchema(CONTRACT);
    }

    private PlanSchema(String name) {
        try (InputStream resource = Objects.requireNonNull(PlanSchema.class.getResourceAsStream(name))) {
            text = new ObjectMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        text,
                        SchemaValidatorsConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .build());
    }

    List<PlanProblem> check(YamlDocument plan) {
        return schema.validate(plan.root()).stream()
                .map(message -> problem(plan, message))
                .toList();
    }

    private PlanProblem problem(YamlDocument plan, ValidationMessage message) {
        String path = path(message.getInstanceLocation());
        JsonNode rule = parent(message);
        return switch (message.getType()) {
            case "additionalProperties" -> {
                String key = message.getProperty();
                yield plan.error(
                        YamlDocument.key(path, key),
                        "unknown key" + Spelling.hint(key, names(rule.path("properties"))));
            }
            case "required" ->
                plan.error(
                        YamlDocument.key(path, message.getProperty()),
                        "missing key" + described(rule.path("properties").path(message.getProperty())));
            case "propertyNames" ->
                plan.error(
                        YamlDocument.key(path, message.getProperty()),
                        "the key must be " + description(rule.path("propertyNames")));
            case "type" ->
                plan.error(
                        path,
                        "must be " + type(message.getSchemaNode()) + ", not " + found(message.getInstanceNode())
                                + described(rule));
            case "pattern" -> plan.error(path, quoted(message.getInstanceNode()) + " is not " + description(rule));
            case "enum" -> plan.error(path, unlisted(message));
            case "minProperties", "minItems" -> plan.error(path, "must not be empty" + described(rule));
            case "exclusiveMinimum" ->
                plan.error(path, "must be more than " + message.getSchemaNode() + described(rule));
            case "exclusiveMaximum" ->
                plan.error(path, "must be less than " + message.getSchemaNode() + described(rule));
            case "multipleOf" -> plan.error(path, "must be a multiple of " + message.getSchemaNode() + described(rule));
            case "minimum" -> plan.error(path, "must be at least " + message.getSchemaNode() + described(rule));
            case "maximum" -> plan.error(path, "must be at most " + message.getSchemaNode() + described(rule));
            default -> plan.error(path, message.getError());
        };
    }

    private static String unlisted(ValidationMessage message) {
        List<String> known = new ArrayList<>();
        message.getSchemaNode().forEach(value -> known.add(value.asText()));
        return quoted(message.getInstanceNode()) + " is not known here; this version knows " + String.join(", ", known)
                + Spelling.hint(message.getInstanceNode().asText(), known);
    }

    private static String type(JsonNode expected) {
        if (expected.isArray()) {
            List<String> types = new ArrayList<>();
            expected.forEach(each -> types.add(type(each)));
            return String.join(" or ", types);
        }
        return switch (expected.asText()) {
            case "object" -> "a block of keys";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "number" -> "a number";
            case "string" -> "text";
            default -> expected.toString();
        };
    }

    private static String found(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a block of keys";
            case ARRAY -> "a list";
            case NUMBER -> "a number";
            case BOOLEAN -> "a yes or no (put it in quotes if it is a word)";
            case STRING -> "text";
            case BINARY, MISSING, NULL, POJO -> "empty";
        };
    }

    private static String quoted(JsonNode value) {
        return "\"" + value.asText() + "\"";
    }

    private String described(JsonNode rule) {
        String description = description(rule);
        return description.isEmpty() ? "" : ": " + description;
    }

    private String description(JsonNode rule) {
        JsonNode described = rule.has("description") || !rule.has("$ref")
                ? rule
                : text.at(rule.path("$ref").asText().substring(1));
        return described.path("description").asText();
    }

    // The location is that of the keyword that was broken; what surrounds it is the rule with its description.
    private JsonNode parent(ValidationMessage message) {
        JsonNodePath keyword = message.getSchemaLocation().getFragment();
        JsonNode node = text;
        for (int i = 0; i < keyword.getNameCount() - 1; i++) {
            Object element = keyword.getElement(i);
            node = element instanceof Integer index ? node.path(index) : node.path(element.toString());
        }
        return node;
    }

    private static String path(JsonNodePath location) {
        String path = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            path = element instanceof Integer index
                    ? YamlDocument.item(path, index)
                    : YamlDocument.key(path, element.toString());
        }
        return path;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }
}
