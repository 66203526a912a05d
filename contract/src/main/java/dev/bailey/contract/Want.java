package dev.bailey.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.judging.Answer;
import java.util.Optional;

/**
 * One thing that an answer has to be. Immutable.
 *
 * @param name of the header, or the JSON path; empty for the others
 * @param value of a JSON path as JSON, {@code "open"} or {@code 12}, where it may hold names of values that were taken
 */
public record Want(Kind kind, String name, String value) {

    /** What is looked at. */
    public enum Kind {
        STATUS,
        HEADER,
        JSON,
        CONTAINS
    }

    public Want {
        if (kind == Kind.JSON) {
            JsonText.path(name);
        }
    }

    /** As a path in findings. */
    String path() {
        return switch (kind) {
            case STATUS -> "status";
            case HEADER -> "header " + name;
            case JSON -> name;
            case CONTAINS -> "body";
        };
    }

    /** What was wanted, in words. */
    String sentence() {
        return kind == Kind.CONTAINS ? "contains " + value : value;
    }

    /** What the answer says instead; empty where it is as wanted. */
    Optional<String> unmet(Answer answer) {
        return switch (kind) {
            case STATUS -> unless(Integer.toString(answer.status()).equals(value), Integer.toString(answer.status()));
            case HEADER -> unless(answer.header(name).equals(value), answer.header(name));
            case JSON -> json(answer);
            case CONTAINS -> unless(answer.text().contains(value), "status " + answer.status() + ": " + answer.text());
        };
    }

    private Optional<String> json(Answer answer) {
        Optional<JsonNode> found = JsonText.find(answer.text(), name);
        return unless(
                found.isPresent() && isWanted(found.get()),
                found.map(JsonNode::toString).orElse("nothing"));
    }

    /** Numbers are the same however they are spelled; a text is also wanted without its quotes. */
    private boolean isWanted(JsonNode found) {
        JsonNode wanted = JsonText.tree(value).orElse(null);
        if (wanted != null && wanted.isNumber() && found.isNumber()) {
            return wanted.decimalValue().compareTo(found.decimalValue()) == 0;
        }
        return found.equals(wanted) || JsonText.shown(found).equals(value);
    }

    private static Optional<String> unless(boolean met, String says) {
        return met ? Optional.empty() : Optional.of(says);
    }
}
