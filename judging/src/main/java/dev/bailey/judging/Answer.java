package dev.bailey.judging;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an application answered. Immutable, as long as nobody writes to the body; thread-safe. */
public final class Answer {

    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";,\\s]+)", Pattern.CASE_INSENSITIVE);

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    /**
     * @param status the HTTP status; 0 where none came
     * @param headers values by name; names are compared without case
     * @param body as the application sees it, with no content or transfer coding; nobody else's from here on
     */
    public Answer(int status, Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> named.put(name, List.copyOf(values)));
        this.status = status;
        this.headers = Collections.unmodifiableMap(named);
        this.body = body;
    }

    /** Nobody answered. */
    public static Answer none() {
        return new Answer(0, Map.of(), new byte[0]);
    }

    public int status() {
        return status;
    }

    /** Values by name, which is looked up without case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Not to be written to. */
    public byte[] body() {
        return body;
    }

    /** The media type in lower case and without parameters; empty where it is not said. */
    String mediaType() {
        String value = header("content-type");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Values of a header, joined as in one line; empty where there is none. */
    public String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /** The body in the character set that the answer names, or else in UTF-8. */
    public String text() {
        Matcher charset = CHARSET.matcher(header("content-type"));
        try {
            return new String(body, charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}
