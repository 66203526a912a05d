package dev.bailey.runbook;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request over HTTP. Redirects are answers like others. Immutable.
 *
 * @param url shown to people without its query, and without parts of its path that look like tokens
 * @param headers values may be secrets, and are never written down
 * @param limit for all of the answer
 * @param repeatable whether its effect is the same when it is sent again with the same {@code Idempotency-Key}; GET,
 *     HEAD, PUT and DELETE are so anyway
 */
public record HttpCall(
        String method,
        URI url,
        Map<String, String> headers,
        Optional<String> body,
        Expectation expect,
        Duration limit,
        boolean repeatable)
        implements Action, Condition {

    private static final Set<String> CHANGING_NOTHING = Set.of("GET", "HEAD");
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** Part of a path by which a server knows who calls, as webhooks have them: long, and no word. */
    private static final Pattern TOKEN =
            Pattern.compile("(?<=/)(?=[^/]*([0-9]|[a-z][^/]*[A-Z]|[A-Z][^/]*[a-z]))[^/]{16,}");
    /** These belong to the connection, and the client sets them. */
    private static final Set<String> NOT_OURS =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    public HttpCall {
        headers = Secrets.copy(headers);
        if (!METHOD.matcher(method).matches() || method.equals("CONNECT")) {
            throw new IllegalArgumentException(
                    "\"" + method + "\" is no method that a step may use: such as GET, POST");
        }
        String scheme = url.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null) {
            throw new IllegalArgumentException("\"" + url + "\" is no address of the form http://host/path");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address at " + url.getHost() + " holds a password: put it into a header");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            if (!HEADER.matcher(name).matches() || NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("\"" + name + "\" is no header that a step may set");
            }
            if (header.getValue().chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
                throw new IllegalArgumentException("the value of header " + name + " holds a line break or the like");
            }
        }
        Limits.requireLimit(limit, method + " " + shown(url));
    }

    /** Whether it may be sent again when its answer is not known. */
    public boolean maySendAgain() {
        return repeatable || REPEATABLE.contains(method);
    }

    @Override
    public String title() {
        return method + " " + shown(url);
    }

    @Override
    public boolean changesNothing() {
        return CHANGING_NOTHING.contains(method);
    }

    /** Without the query, the headers' values and the body. */
    @Override
    public String toString() {
        return "HttpCall[" + title() + ", headers " + headers.keySet() + ", expect " + expect + ", limit " + limit
                + (repeatable ? ", repeatable]" : "]");
    }

    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority()
                + TOKEN.matcher(url.getRawPath()).replaceAll("…");
    }
}
