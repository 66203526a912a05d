package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills <code>${env:NAME}</code> and <code>${file:/path}</code> into the texts of a plan. No message ever shows what
 * was filled in. Confined to one thread.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /** Enough for any password or URL; a larger file is the wrong one. */
    private static final int FILE_BYTES_MAX = 65_536;

    private final Map<String, String> environment;
    private final List<PlanProblem> problems;
    private final boolean names;

    /** @param problems to which those that are found are added */
    Placeholders(Map<String, String> environment, List<PlanProblem> problems) {
        this(environment, problems, /* names= */ false);
    }

    private Placeholders(Map<String, String> environment, List<PlanProblem> problems, boolean names) {
        this.environment = Map.copyOf(environment);
        this.problems = problems;
        this.names = names;
    }

    /** Leaves names without a colon, such as <code>${id}</code>, which are filled in later. */
    static Placeholders besideNames(Map<String, String> environment, List<PlanProblem> problems) {
        return new Placeholders(environment, problems, /* names= */ true);
    }

    /** The names in a text that {@link #besideNames} leaves. */
    static List<String> names(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .filter(name -> !name.contains(":"))
                .toList();
    }

    /** The same plan with every placeholder filled in; a text that could not be filled is missing. */
    YamlDocument fill(YamlDocument plan) {
        return plan.with(fill(plan, plan.root(), ""));
    }

    private JsonNode fill(YamlDocument plan, JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(entry -> filled.set(
                            entry.getKey(), fill(plan, entry.getValue(), YamlDocument.key(path, entry.getKey()))));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> filled.add(fill(plan, item, YamlDocument.item(path, filled.size()))));
            return filled;
        }
        return node.isTextual() ? fillText(plan, node, path) : node;
    }

    private JsonNode fillText(YamlDocument plan, JsonNode node, String path) {
        String template = node.textValue();
        int user = userStart(template);
        StringBuilder text = new StringBuilder();
        try {
            Matcher matcher = PLACEHOLDER.matcher(template);
            while (matcher.find()) {
                String value = value(matcher.group(1));
                boolean inUser = user >= 0 && matcher.start() >= user && matcher.end() <= userEnd(template, user);
                matcher.appendReplacement(text, Matcher.quoteReplacement(inUser ? encoded(value) : value));
            }
            matcher.appendTail(text);
        } catch (Unfilled e) {
            problems.add(plan.error(path, String.valueOf(e.getMessage())));
            return JsonNodeFactory.instance.missingNode();
        }
        return JsonNodeFactory.instance.textNode(text.toString());
    }

    private String value(String name) throws Unfilled {
        if (names && !name.contains(":")) {
            return "${" + name + "}";
        }
        if (name.startsWith("env:")) {
            String value = environment.get(name.substring("env:".length()));
            if (value == null || value.isEmpty()) {
                throw new Unfilled(
                        "environment variable " + name.substring("env:".length()) + " is not set: export it first");
            }
            return value;
        }
        if (name.startsWith("file:/")) {
            return content(Path.of(name.substring("file:".length())));
        }
        throw new Unfilled("${" + name + "} is no placeholder: write ${env:NAME} or ${file:/absolute/path}");
    }

    private static String content(Path file) throws Unfilled {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new Unfilled("file " + file + " is larger than " + FILE_BYTES_MAX + " bytes: name the right one");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Unfilled("file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "): check that it is there and that you may read it");
        }
    }

    // User and password of a URL may hold any character, but only percent-encoded.
    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static int userStart(String template) {
        int scheme = template.indexOf("://");
        return scheme < 0 ? -1 : scheme + "://".length();
    }

    private static int userEnd(String template, int start) {
        // Slashes inside a placeholder end nothing.
        String masked = PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> "x".repeat(found.group().length()));
        int slash = masked.indexOf('/', start);
        return masked.lastIndexOf('@', slash < 0 ? masked.length() : slash);
    }

    private static final class Unfilled extends Exception {
        Unfilled(String message) {
            super(message);
        }
    }
}
