package dev.bailey.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values of requests anew, wherever they stand: in path, query, headers, cookies, forms, JSON. Stateless. */
final class Fields {

    /** One field of a form as browsers send it with files. */
    private static final Pattern PART =
            Pattern.compile("(name=\"([^\"]*)\"(?:\r\n[^\r\n]+)*\r\n\r\n)(.*?)(?=\r\n--)", Pattern.DOTALL);

    private Fields() {}

    /** Says what stands instead of a value. */
    @FunctionalInterface
    interface Rewrite {

        /**
         * The value that stands there from here on.
         *
         * @param path {@code $.a[*].b}, {@code query a}, {@code form a}, {@code header a}, {@code cookie a}, or
         *     {@code path} for a part of the path
         */
        String of(String path, String value);
    }

    static Call call(Call call, Rewrite rewrite) {
        return call.with(
                target(call.target(), rewrite),
                headers(call.headers(), rewrite),
                body(call.header("content-type"), call.body(), rewrite));
    }

    /** The last name of a path, in lower case. */
    static String name(String path) {
        String bare = path.replaceAll("\\[[^]]*]", "");
        return bare.substring(Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(' ')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    static String target(String target, Rewrite rewrite) {
        int query = target.indexOf('?');
        String path = Arrays.stream((query < 0 ? target : target.substring(0, query)).split("/", -1))
                .map(part -> coded("path", part, rewrite))
                .collect(Collectors.joining("/"));
        return query < 0 ? path : path + "?" + pairs("query ", target.substring(query + 1), rewrite);
    }

    static List<Header> headers(List<Header> headers, Rewrite rewrite) {
        return headers.stream()
                .map(header -> new Header(header.name(), header(header, rewrite)))
                .toList();
    }

    private static String header(Header header, Rewrite rewrite) {
        if (header.is("cookie")) {
            return Arrays.stream(header.value().split(";\\s*", -1))
                    .map(cookie -> cookie(cookie, rewrite))
                    .collect(Collectors.joining("; "));
        } else if (header.is("set-cookie")) {
            int end = header.value().indexOf(';');
            return end < 0
                    ? cookie(header.value(), rewrite)
                    : cookie(header.value().substring(0, end), rewrite)
                            + header.value().substring(end);
        } else if (header.is("location") || header.is("referer") || header.is("content-location")) {
            return url(header.value(), rewrite);
        }
        return rewrite.of("header " + header.name().toLowerCase(Locale.ROOT), header.value());
    }

    /** An address, or a path alone. */
    static String url(String url, Rewrite rewrite) {
        int scheme = url.indexOf("://");
        int path = url.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return path < 0 ? url : url.substring(0, path) + target(url.substring(path), rewrite);
    }

    private static String cookie(String cookie, Rewrite rewrite) {
        int equals = cookie.indexOf('=');
        return equals < 0
                ? cookie
                : cookie.substring(0, equals + 1)
                        + rewrite.of("cookie " + cookie.substring(0, equals).strip(), cookie.substring(equals + 1));
    }

    static Content body(String type, Content body, Rewrite rewrite) {
        if (body.isEmpty()) {
            return body;
        } else if (type.contains("x-www-form-urlencoded")) {
            return text(body, text -> pairs("form ", text, rewrite));
        } else if (type.contains("multipart/form-data")) {
            // Files between the fields are no text: one byte, one character.
            return Content.of(parts(new String(body.bytes(), StandardCharsets.ISO_8859_1), rewrite)
                    .getBytes(StandardCharsets.ISO_8859_1));
        } else if (type.contains("json")) {
            return text(body, text -> json(text, rewrite));
        } else if (type.startsWith("text/") || type.contains("xml")) {
            return text(body, text -> rewrite.of("body", text));
        }
        return body;
    }

    private static Content text(Content body, UnaryOperator<String> change) {
        Optional<String> text = body.text();
        String changed = text.map(change).orElse("");
        return text.isEmpty() || changed.equals(text.get()) ? body : Content.of(changed);
    }

    /** Nothing that is no JSON is changed, nor how numbers and spaces are written where no value is. */
    static String json(String text, Rewrite rewrite) {
        return JsonText.tree(text)
                .map(tree -> {
                    JsonNode changed = node("$", tree, rewrite);
                    return changed.equals(tree) ? text : changed.toString();
                })
                .orElse(text);
    }

    private static JsonNode node(String path, JsonNode node, Rewrite rewrite) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (node.isObject()) {
            ObjectNode changed = nodes.objectNode();
            node.properties()
                    .forEach(field ->
                            changed.set(field.getKey(), node(path + "." + field.getKey(), field.getValue(), rewrite)));
            return changed;
        } else if (node.isArray()) {
            ArrayNode changed = nodes.arrayNode();
            node.forEach(element -> changed.add(node(path + "[*]", element, rewrite)));
            return changed;
        } else if (node.isTextual() || node.isNumber()) {
            String value = rewrite.of(path, JsonText.shown(node));
            if (value.equals(JsonText.shown(node))) {
                return node;
            }
            // A number stays one where it still is one.
            return node.isNumber() || Carried.isOneName(node.asText())
                    ? JsonText.tree(value).filter(JsonNode::isNumber).orElseGet(() -> nodes.textNode(value))
                    : nodes.textNode(value);
        }
        return node;
    }

    private static String parts(String body, Rewrite rewrite) {
        Matcher matcher = PART.matcher(body);
        StringBuilder changed = new StringBuilder();
        while (matcher.find()) {
            boolean file = matcher.group(1).contains("filename=");
            String value =
                    file ? matcher.group(3) : latin(rewrite.of("form " + matcher.group(2), utf8(matcher.group(3))));
            matcher.appendReplacement(changed, Matcher.quoteReplacement(matcher.group(1) + value));
        }
        return matcher.appendTail(changed).toString();
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String pairs(String kind, String pairs, Rewrite rewrite) {
        return Arrays.stream(pairs.split("&", -1))
                .map(pair -> {
                    int equals = pair.indexOf('=');
                    return equals < 0
                            ? pair
                            : pair.substring(0, equals + 1)
                                    + coded(
                                            kind + decoded(pair.substring(0, equals)),
                                            pair.substring(equals + 1),
                                            rewrite);
                })
                .collect(Collectors.joining("&"));
    }

    /** What is not changed stays as it is spelled. */
    private static String coded(String path, String spelled, Rewrite rewrite) {
        if (spelled.isEmpty()) {
            return spelled;
        }
        // A plus is a space in forms, and itself in paths.
        boolean form = !path.equals("path");
        String value = decoded(form ? spelled : spelled.replace("+", "%2B"));
        String changed = rewrite.of(path, value);
        if (changed.equals(value)) {
            return spelled;
        }
        String encoded = URLEncoder.encode(changed, StandardCharsets.UTF_8);
        return form ? encoded : encoded.replace("+", "%20");
    }

    private static String decoded(String spelled) {
        try {
            return URLDecoder.decode(spelled, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return spelled;
        }
    }
}
