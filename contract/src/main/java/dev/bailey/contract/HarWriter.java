package dev.bailey.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bailey.judging.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes requests and their answers as an HTTP Archive, one after the other; what it is given is hidden first. Confined
 * to one thread.
 *
 * @see <a href="http://www.softwareishard.com/blog/har-12-spec/">HAR 1.2</a>
 */
public final class HarWriter implements AutoCloseable {

    private final JsonGenerator json;
    private final Masking masking;
    private final String origin;

    /** @param origin in front of every path: {@code https://shop.example.com} */
    public HarWriter(OutputStream out, String origin, String version, Masking masking) throws IOException {
        this.json = JsonText.MAPPER.getFactory().createGenerator(out);
        this.masking = masking;
        this.origin = origin;
        json.writeStartObject();
        json.writeObjectFieldStart("log");
        json.writeStringField("version", "1.2");
        json.writeObjectFieldStart("creator");
        json.writeStringField("name", "Bailey");
        json.writeStringField("version", version);
        json.writeEndObject();
        json.writeArrayFieldStart("entries");
    }

    /**
     * Writes one more.
     *
     * @param call with its recorded answer
     * @param took from the request's head to the end of its answer
     */
    public void add(Call call, Instant started, Duration took) throws IOException {
        Call masked = masking.call(call);
        Answer answer = masked.recorded().orElseThrow();
        json.writeStartObject();
        json.writeStringField("startedDateTime", started.toString());
        json.writeNumberField("time", took.toMillis());
        request(masked);
        response(answer);
        json.writeObjectFieldStart("cache");
        json.writeEndObject();
        json.writeObjectFieldStart("timings");
        json.writeNumberField("send", 0);
        json.writeNumberField("wait", took.toMillis());
        json.writeNumberField("receive", 0);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void request(Call call) throws IOException {
        json.writeObjectFieldStart("request");
        json.writeStringField("method", call.method());
        json.writeStringField("url", origin + call.target());
        json.writeStringField("httpVersion", "HTTP/1.1");
        cookies(call.headers().stream().filter(header -> header.is("cookie")).toList());
        headers(call.headers());
        query(call.target());
        if (!call.body().isEmpty()) {
            json.writeObjectFieldStart("postData");
            json.writeStringField("mimeType", call.header("content-type"));
            json.writeArrayFieldStart("params");
            json.writeEndArray();
            text(call.body().bytes(), Har.OWN_ENCODING);
            json.writeEndObject();
        }
        json.writeNumberField("headersSize", -1);
        json.writeNumberField("bodySize", call.body().bytes().length);
        json.writeEndObject();
    }

    private void response(Answer answer) throws IOException {
        json.writeObjectFieldStart("response");
        json.writeNumberField("status", answer.status());
        json.writeStringField("statusText", "");
        json.writeStringField("httpVersion", "HTTP/1.1");
        cookies(List.of());
        json.writeArrayFieldStart("headers");
        for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
            for (String value : header.getValue()) {
                pair(header.getKey(), value);
            }
        }
        json.writeEndArray();
        json.writeObjectFieldStart("content");
        json.writeNumberField("size", answer.body().length);
        json.writeStringField("mimeType", answer.header("content-type"));
        text(answer.body(), "encoding");
        json.writeEndObject();
        json.writeStringField("redirectURL", answer.header("location"));
        json.writeNumberField("headersSize", -1);
        json.writeNumberField("bodySize", answer.body().length);
        json.writeEndObject();
    }

    private void text(byte[] body, String encoding) throws IOException {
        Optional<String> text = Content.of(body).text();
        json.writeStringField("text", text.orElseGet(() -> Base64.getEncoder().encodeToString(body)));
        if (text.isEmpty()) {
            json.writeStringField(encoding, Har.BASE64);
        }
    }

    private void headers(List<Header> headers) throws IOException {
        json.writeArrayFieldStart("headers");
        for (Header header : headers) {
            pair(header.name(), header.value());
        }
        json.writeEndArray();
    }

    private void cookies(List<Header> headers) throws IOException {
        json.writeArrayFieldStart("cookies");
        for (Header header : headers) {
            for (String cookie : header.value().split(";\\s*", -1)) {
                int equals = cookie.indexOf('=');
                pair(equals < 0 ? cookie : cookie.substring(0, equals), cookie.substring(equals + 1));
            }
        }
        json.writeEndArray();
    }

    private void query(String target) throws IOException {
        json.writeArrayFieldStart("queryString");
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String each : target.substring(query + 1).split("&", -1)) {
                int equals = each.indexOf('=');
                pair(
                        decoded(equals < 0 ? each : each.substring(0, equals)),
                        equals < 0 ? "" : decoded(each.substring(equals + 1)));
            }
        }
        json.writeEndArray();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private void pair(String name, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("value", value);
        json.writeEndObject();
    }

    /** Everything that was added is in the file from here on. */
    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.close();
    }
}
