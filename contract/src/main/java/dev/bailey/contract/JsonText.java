package dev.bailey.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.Optional;

/** JSON in texts. Thread-safe. */
final class JsonText {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Configuration PATHS = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider(MAPPER))
            .mappingProvider(new JacksonMappingProvider(MAPPER))
            .build();

    private JsonText() {}

    /** Empty where it is no JSON. */
    static Optional<JsonNode> tree(String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return tree == null || tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException if this is no path of RFC 9535 as far as the library knows it */
    static JsonPath path(String spelling) {
        try {
            return JsonPath.compile(spelling);
        } catch (InvalidPathException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + spelling + "\" is no JSON path such as $.order.id: " + e.getMessage(), e);
        }
    }

    /** What is there; of a path that may find several, a list of what it finds. */
    static Optional<JsonNode> find(String text, String path) {
        return tree(text).flatMap(tree -> {
            try {
                JsonNode found = path(path).read(tree, PATHS);
                return Optional.ofNullable(found);
            } catch (JsonPathException e) {
                return Optional.empty();
            }
        });
    }

    static String shown(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }
}
