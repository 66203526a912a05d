package dev.bailey.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * A body as a tree whose parts have paths. JSON is what it is. Of a page, an element is an object of its attributes
 * ({@code @href}), its words ({@code text}), and its children as lists by their tags, so that one more paragraph does
 * not move what follows it; the order of children with different tags is not compared. Other text is a list of lines
 * without the spaces around them.
 */
final class Body {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Deeper ones are compared as text. */
    private static final int DEPTH_MAX = 500;

    private Body() {}

    static JsonNode of(Answer answer) {
        String type = answer.mediaType();
        if (answer.body().length == 0) {
            return NODES.textNode("");
        } else if (type.endsWith("/json") || type.endsWith("+json")) {
            return json(answer);
        } else if (type.equals("text/html")) {
            return page(answer, Parser.htmlParser());
        } else if (type.endsWith("/xml") || type.endsWith("+xml")) {
            return page(answer, Parser.xmlParser());
        } else if (type.startsWith("text/")
                || type.equals("application/javascript")
                || type.equals("application/x-www-form-urlencoded")) {
            return lines(answer.text());
        }
        return NODES.textNode(answer.body().length + " bytes, SHA-256 " + hash(answer.body()));
    }

    private static JsonNode json(Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return lines(answer.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode page(Answer answer, Parser parser) {
        Element root = Jsoup.parse(answer.text(), "", parser);
        return depth(root) > DEPTH_MAX ? lines(answer.text()) : element(root);
    }

    private static int depth(Node root) {
        int[] deepest = {0};
        root.traverse((node, depth) -> deepest[0] = Math.max(deepest[0], depth));
        return deepest[0];
    }

    private static ObjectNode element(Element element) {
        ObjectNode node = NODES.objectNode();
        for (Attribute attribute : element.attributes()) {
            node.put("@" + attribute.getKey(), attribute.getValue());
        }
        StringBuilder words = new StringBuilder();
        for (Node child : element.childNodes()) {
            if (child instanceof Element inner) {
                children(node, inner.tagName()).add(element(inner));
            } else if (child instanceof TextNode text) {
                words.append(text.getWholeText()).append(' ');
            } else if (child instanceof DataNode data) {
                words.append(data.getWholeData()).append(' ');
            }
        }
        String text = words.toString().strip().replaceAll("\\s+", " ");
        if (!text.isEmpty()) {
            node.put("text", text);
        }
        return node;
    }

    private static ArrayNode children(ObjectNode parent, String tag) {
        return parent.get(tag) instanceof ArrayNode there ? there : parent.putArray(tag);
    }

    private static ArrayNode lines(String text) {
        ArrayNode lines = NODES.arrayNode();
        text.lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .forEach(lines::add);
        return lines;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
