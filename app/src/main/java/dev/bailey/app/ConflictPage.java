package dev.bailey.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.control.ConflictList;
import dev.bailey.core.Conflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Conflicts as people and programs read them. */
final class ConflictPage {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConflictPage() {}

    static String of(List<ConflictList.Line> lines, long waiting) {
        StringBuilder page = new StringBuilder();
        for (ConflictList.Line line : lines) {
            Conflict conflict = line.conflict();
            page.append(line.id())
                    .append("  ")
                    .append(conflict.at())
                    .append("  ")
                    .append(decision(conflict))
                    .append('\n');
            row(page, "table", conflict.table() + ": " + conflict.kind().sentence());
            row(page, "key", text(conflict.key()));
            row(page, "incoming", conflict.incoming().map(ConflictPage::text).orElse("the row is gone"));
            row(page, "found", conflict.found().map(ConflictPage::text).orElse("no row"));
            row(
                    page,
                    "stream",
                    conflict.stream() + " at " + conflict.position()
                            + (conflict.epoch().isPresent()
                                    ? ", epoch " + conflict.epoch().getAsLong()
                                    : ""));
            page.append('\n');
        }
        return page.append(lines.isEmpty() ? "no conflicts" : lines.size() + " shown")
                .append(
                        waiting == 0
                                ? ""
                                : ", " + waiting + " waits: put its row right and run \"bailey conflicts"
                                        + " --retry\", or --heal it")
                .toString();
    }

    private static String decision(Conflict conflict) {
        return switch (conflict.decision()) {
            case HALTED -> conflict.waits() ? "halted, the stream waits" : "halted, the stream has gone on since";
            case HEALED -> "healed by " + visible(conflict.by().orElse("nobody known"));
        };
    }

    private static void row(StringBuilder page, String name, String text) {
        page.append("  ")
                .append(name)
                .append(" ".repeat(10 - name.length()))
                .append(text)
                .append('\n');
    }

    /** A row's image on one line. */
    private static String text(String image) {
        List<String> parts = new ArrayList<>();
        parsed(image)
                .properties()
                .forEach(column -> parts.add(visible(column.getKey()) + " = " + value(column.getValue())));
        return String.join(", ", parts);
    }

    private static String value(JsonNode value) {
        if (value.isNull()) {
            return "NULL";
        } else if (value.isTextual()) {
            return "'" + visible(value.textValue()) + "'";
        } else if (value.has("begins")) {
            return "'" + visible(value.path("begins").asText()) + "…' (" + Figures.bytes(value.path("bytes")) + ")";
        }
        return "(unchanged)";
    }

    /** What users wrote must not move the cursor of whoever reads it. */
    static String visible(String text) {
        return text.replace("\n", "\\n").replace("\t", "\\t").replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
    }

    static ObjectNode tree(List<ConflictList.Line> lines, long waiting) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("waiting", waiting);
        ArrayNode all = tree.putArray("conflicts");
        for (ConflictList.Line line : lines) {
            Conflict conflict = line.conflict();
            ObjectNode each = all.addObject();
            each.put("id", line.id().toString());
            each.put("at", conflict.at().toString());
            each.put("table", conflict.table().toString());
            each.put("kind", conflict.kind().name().toLowerCase(Locale.ROOT));
            each.put("decision", conflict.decision().name().toLowerCase(Locale.ROOT));
            each.put("by", conflict.by().orElse(null));
            each.put("waits", conflict.waits());
            each.put("stream", conflict.stream());
            each.put("position", conflict.position());
            each.put(
                    "epoch",
                    conflict.epoch().isPresent() ? Long.valueOf(conflict.epoch().getAsLong()) : null);
            each.set("key", parsed(conflict.key()));
            each.set("incoming", image(conflict.incoming()));
            each.set("found", image(conflict.found()));
        }
        return tree;
    }

    private static JsonNode image(Optional<String> image) {
        return image.map(ConflictPage::parsed).orElse(JsonNodeFactory.instance.nullNode());
    }

    private static JsonNode parsed(String image) {
        try {
            return JSON.readTree(image);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept row is not JSON", e);
        }
    }
}
