package dev.bailey.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.judging.Answer;
import dev.bailey.judging.ComparisonRules;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads recorded traffic: HTTP Archive 1.2, as browsers, proxies and Bailey write it.
 *
 * @see <a href="http://www.softwareishard.com/blog/har-12-spec/">HAR 1.2</a>
 */
public final class Har {

    static final String BASE64 = "base64";

    /** Fields that begin like this are nobody's but their writer's. */
    static final String OWN_ENCODING = "_encoding";

    private final String file;
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private String origin = "";

    private Har(String file) {
        this.file = file;
    }

    /**
     * The requests to the origin of the first; those to others are no business of an application.
     *
     * @param name of the file, for people
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such archive, with what is wrong
     */
    public static Contract read(Path path, String name) throws IOException {
        try {
            return new Har(name).contract(JsonText.MAPPER.readTree(path.toFile()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "this is not JSON, line " + e.getLocation().getLineNr(), e);
        }
    }

    private Contract contract(JsonNode archive) {
        JsonNode entries = archive.path("log").path("entries");
        if (!entries.isArray()) {
            throw new IllegalArgumentException("this is no HTTP archive: it has no list \"entries\" in \"log\"");
        }
        List<Call> calls = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            call(entries.get(at), at).ifPresent(calls::add);
        }
        return new Contract(file, calls, ComparisonRules.usual(), leftOut);
    }

    private Optional<Call> call(JsonNode entry, int at) {
        JsonNode request = entry.path("request");
        String url = request.path("url").asText();
        int scheme = url.indexOf("://");
        if (!url.startsWith("http") || scheme < 0) {
            return leftOut("no HTTP");
        }
        int path = url.indexOf('/', scheme + 3);
        String place = path < 0 ? url : url.substring(0, path);
        origin = origin.isEmpty() ? place : origin;
        if (!place.equalsIgnoreCase(origin)) {
            return leftOut("to other hosts");
        } else if (entry.path("response").path("status").asInt() <= 0) {
            return leftOut("never answered");
        }
        String target = path < 0 ? "/" : url.substring(path).replaceFirst("#.*", "");
        try {
            URI.create(place + target);
        } catch (IllegalArgumentException e) {
            return leftOut("with an address that is none");
        }
        return Optional.of(new Call(
                file + "#" + (at + 1),
                request.path("method").asText("GET").toUpperCase(Locale.ROOT),
                target,
                headers(request),
                posted(request.path("postData")),
                Optional.of(answer(entry.path("response"))),
                List.of(),
                Map.of()));
    }

    private Optional<Call> leftOut(String why) {
        leftOut.merge(why, 1, Integer::sum);
        return Optional.empty();
    }

    private static List<Header> headers(JsonNode message) {
        List<Header> headers = new ArrayList<>();
        message.path("headers")
                .forEach(header -> headers.add(new Header(
                        header.path("name").asText(), header.path("value").asText())));
        return headers;
    }

    /** Some writers give the fields of a form and no text. */
    private static Content posted(JsonNode data) {
        String text = data.path("text").asText();
        if (data.path(OWN_ENCODING).asText().equals(BASE64)) {
            return Content.of(Base64.getDecoder().decode(text));
        } else if (!text.isEmpty() || data.path("params").isEmpty()) {
            return Content.of(text);
        }
        List<String> pairs = new ArrayList<>();
        data.path("params")
                .forEach(param -> pairs.add(encoded(param.path("name").asText()) + "="
                        + encoded(param.path("value").asText())));
        return Content.of(String.join("&", pairs));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Answer answer(JsonNode response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers(response)
                .forEach(header -> headers.computeIfAbsent(
                                header.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(header.value()));
        JsonNode content = response.path("content");
        String mime = content.path("mimeType").asText();
        if (!mime.isEmpty()) {
            headers.putIfAbsent("content-type", List.of(mime));
        }
        boolean binary = content.path("encoding").asText().equals(BASE64);
        String text = content.path("text").asText();
        if (!binary && !text.isEmpty()) {
            // The archive's text is what the writer decoded.
            headers.computeIfPresent(
                    "content-type", (name, values) -> List.of(values.get(0).replaceAll(";\\s*charset=[^;]*", "")));
        }
        byte[] body = binary ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
        return new Answer(response.path("status").asInt(), headers, body);
    }
}
