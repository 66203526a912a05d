package dev.bailey.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.judging.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Values of an answer that a client may send again, by where they stand: fields of JSON, inputs and meta data of a
 * page, tokens in its scripts, parts of {@code Location}. Stateless.
 */
final class Places {

    /** More values in one answer are hardly all sent again. */
    private static final int PLACES_MAX = 20_000;

    private static final Pattern TOKEN =
            Pattern.compile("\"(\\w*[tT]oken\\w*)\"\\s*:\\s*\"([^\"\\\\]+(?:\\\\.[^\"\\\\]*)*)\"");

    private Places() {}

    static Map<String, String> of(Answer answer) {
        Map<String, String> places = new LinkedHashMap<>();
        location(answer.header("location"), places);
        answer.headers().forEach((name, values) -> {
            if (name.startsWith("x-") || name.startsWith("X-")) {
                places.put("header " + name, String.join(", ", values));
            }
        });
        String type = answer.header("content-type");
        if (type.contains("json")) {
            JsonText.tree(answer.text()).ifPresent(tree -> fields("$", tree, places));
        } else if (type.contains("html")) {
            page(answer.text(), places);
        }
        return places;
    }

    private static void location(String location, Map<String, String> places) {
        int[] part = {0};
        Fields.url(location, (path, value) -> {
            places.put((path.equals("path") ? "location id" : path) + " " + part[0]++, value);
            return value;
        });
    }

    private static void fields(String path, JsonNode node, Map<String, String> places) {
        if (places.size() >= PLACES_MAX) {
            return;
        } else if (node.isObject()) {
            node.properties().forEach(field -> fields(path + "." + field.getKey(), field.getValue(), places));
        } else if (node.isArray()) {
            for (int at = 0; at < node.size(); at++) {
                fields(path + "[" + at + "]", node.get(at), places);
            }
        } else if (node.isTextual() || node.isNumber()) {
            places.put(path, JsonText.shown(node));
        }
    }

    private static void page(String text, Map<String, String> places) {
        Document page = Jsoup.parse(text);
        for (Element field : page.select("input[name][value]")) {
            places.putIfAbsent("input " + field.attr("name"), field.attr("value"));
        }
        for (Element meta : page.select("meta[content][name], meta[content][property]")) {
            places.putIfAbsent("meta " + meta.attr("name") + meta.attr("property"), meta.attr("content"));
        }
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String value = Optional.of(token.group(2))
                    .flatMap(spelled -> JsonText.tree("\"" + spelled + "\""))
                    .map(JsonNode::textValue)
                    .orElse(token.group(2));
            places.putIfAbsent("script " + token.group(1), value);
        }
    }
}
