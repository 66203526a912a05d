package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What the shop answers to one request.
 *
 * @param notDone whether it is certain that nothing was written
 */
record ShopAnswer(int status, JsonNode body, boolean notDone) {

    static ShopAnswer ok(JsonNode body) {
        return new ShopAnswer(200, body, /* notDone= */ false);
    }

    static ShopAnswer refusal(int status, String message) {
        return new ShopAnswer(status, message(message), /* notDone= */ true);
    }

    /** The write may have been committed, and nobody here knows. */
    static ShopAnswer uncertain(String message) {
        return new ShopAnswer(503, message(message), /* notDone= */ false);
    }

    private static JsonNode message(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text);
    }
}
