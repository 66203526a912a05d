package dev.bailey.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.control.Rehearsal;
import java.time.Duration;
import java.util.stream.Collectors;

/** How a rehearsal went, as a page or as JSON. */
record RehearsalPage(Rehearsal rehearsal) {

    String text() {
        StringBuilder page = new StringBuilder("rehearsal ")
                .append(rehearsal.number())
                .append(" of ")
                .append(rehearsal.at())
                .append(": ")
                .append(
                        rehearsal.isGreen()
                                ? "green"
                                : rehearsal.because().isEmpty()
                                        ? "not green yet"
                                        : "did not go through, " + rehearsal.because())
                .append(", took ")
                .append(rehearsal.took().toSeconds())
                .append(" s");
        if (!rehearsal.pauses().isEmpty()) {
            page.append(", requests held for at most ")
                    .append(rehearsal.pauses().stream()
                            .map(Duration::toMillis)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")))
                    .append(" ms");
        }
        rehearsal
                .surprises()
                .forEach(surprise -> page.append("\n  ")
                        .append(surprise.id())
                        .append("  ")
                        .append(surprise.sentence())
                        .append(surprise.closed()
                                .map(sentence -> "\n       closed: " + sentence)
                                .orElse("\n       open: close it with \"bailey rehearsals --close " + surprise.id()
                                        + " --because …\"")));
        return page.toString();
    }

    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("number", rehearsal.number());
        tree.put("at", rehearsal.at().toString());
        tree.put("green", rehearsal.isGreen());
        tree.put("because", rehearsal.because());
        tree.put("tookMillis", rehearsal.took().toMillis());
        ObjectNode steps = tree.putObject("stepMillis");
        rehearsal.steps().forEach((step, took) -> steps.put(step, took.toMillis()));
        rehearsal.pauses().stream().map(Duration::toMillis).forEach(tree.putArray("pauseMillis")::add);
        var surprises = tree.putArray("surprises");
        for (Rehearsal.Surprise surprise : rehearsal.surprises()) {
            ObjectNode each = surprises.addObject();
            each.put("id", surprise.id());
            each.put("sentence", surprise.sentence());
            each.put("closed", surprise.closed().orElse(null));
        }
        return tree;
    }
}
