package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An answer of the shop on its way to whoever asked, which another version of it changes. Confined to one thread. */
public final class ShopReply {

    private final String request;
    private final Map<String, String> headers = new HashMap<>();
    private int status;
    private JsonNode body;

    ShopReply(String request, ShopAnswer answer) {
        this.request = request;
        this.status = answer.status();
        this.body = answer.body();
    }

    /** Method and path, such as {@code GET /orders/N1-1}. */
    public String request() {
        return request;
    }

    /** What is answered to this request, or to one that begins so, if it went well and is one thing. */
    public Optional<ObjectNode> to(String beginning) {
        return status == 200 && request.startsWith(beginning) && body instanceof ObjectNode object
                ? Optional.of(object)
                : Optional.empty();
    }

    /** With a body that tells why. */
    public void fail(int with) {
        status = with;
        body = ShopAnswer.refusal(with, "another version fails").body();
    }

    public void header(String name, String value) {
        headers.put(name, value);
    }

    Map<String, String> headers() {
        return headers;
    }

    int status() {
        return status;
    }

    JsonNode body() {
        return body;
    }
}
