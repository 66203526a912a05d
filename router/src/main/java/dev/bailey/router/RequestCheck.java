package dev.bailey.router;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the codec lets through although two servers may read it differently, or that this router does not speak. Wrong
 * framing (both lengths, a sign in a length, bare line feeds) never gets here: the codec answers it 400.
 */
final class RequestCheck {

    static final Refusal MALFORMED_BODY = new Refusal(400, "the body is not framed as HTTP/1.1 wants it");

    static final Refusal BODY_TOO_LONG = new Refusal(413, "the body is longer than this router takes");

    private static final String SCHEME = "http://";

    /** What ends or parts an authority, or is read as its user. */
    private static final String NEVER_IN_A_HOST = "/?#@\\,\"<>";

    private RequestCheck() {}

    /** A request that the router answers itself. */
    record Refusal(int status, String words) {}

    /** Of what the codec could not read. Its own words are not repeated: they may hold what the client sent. */
    static Refusal unreadable(Throwable cause) {
        if (cause instanceof RequestDecoder.UnknownVersion) {
            return new Refusal(505, "this router speaks HTTP/1.1");
        }
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(414, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(431, "the headers are too large");
        }
        return new Refusal(400, "the head of the request is not as HTTP/1.1 wants it");
    }

    static Optional<Refusal> refusal(HttpServerRequest request, RequestHead head, long headersMax, long bodyBytesMax) {
        if (head.headers() > headersMax) {
            return refuse(431, "more than " + headersMax + " headers");
        }
        if (head.statedBytes() > bodyBytesMax) {
            return Optional.of(BODY_TOO_LONG);
        }
        if (Http2Front.is(request)) {
            return Http2RequestCheck.refusal(request, head);
        }
        if (request.version() != HttpVersion.HTTP_1_1 && request.version() != HttpVersion.HTTP_1_0) {
            return refuse(505, "this router speaks HTTP/1.1");
        }
        Optional<Refusal> method = refusedMethod(request);
        if (method.isPresent()) {
            return method;
        }
        if (head.hosts() > 1) {
            return refuse(400, "more than one Host header");
        }
        String host = head.host();
        if (host == null && request.version() == HttpVersion.HTTP_1_1) {
            return refuse(400, "no Host header");
        }
        if (host != null && !isHost(host)) {
            return refuse(400, "the Host header is not a host with an optional port");
        }
        Optional<Refusal> target = refusedTarget(request, host);
        if (target.isPresent()) {
            return target;
        }
        Optional<Refusal> framing = refusedFraming(head);
        return framing.isPresent() ? framing : refusedExtension(request, head);
    }

    /** A target without its query, which may hold secrets. */
    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Takes scheme and authority away: the router, not the client, chooses the upstream. */
    static String originForm(String target) {
        if (!isAbsolute(target)) {
            return target;
        }
        int path = target.indexOf('/', SCHEME.length());
        int query = target.indexOf('?', SCHEME.length());
        if (path < 0 || (query >= 0 && query < path)) {
            return query < 0 ? "/" : "/" + target.substring(query);
        }
        return target.substring(path);
    }

    static Optional<Refusal> refusedMethod(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.CONNECT)) {
            return refuse(501, "this router makes no tunnels");
        }
        return request.method().equals(HttpMethod.TRACE)
                ? refuse(501, "this router carries no TRACE, which would show what is added behind it")
                : Optional.empty();
    }

    private static Optional<Refusal> refusedTarget(HttpServerRequest request, @Nullable String host) {
        String target = request.uri();
        Optional<Refusal> bytes = refusedBytes(target);
        if (bytes.isPresent()) {
            return bytes;
        }
        if (isAbsolute(target)) {
            String authority = authority(target);
            return authority.equalsIgnoreCase(host)
                    ? Optional.empty()
                    : refuse(400, "the request line and the Host header name different hosts");
        }
        boolean everything = target.equals("*") && request.method().equals(HttpMethod.OPTIONS);
        return target.startsWith("/") || everything
                ? Optional.empty()
                : refuse(400, "the request target is neither a path nor http://host/path");
    }

    static Optional<Refusal> refusedBytes(String target) {
        return isVisible(target) && target.indexOf('#') < 0
                ? Optional.empty()
                : refuse(400, "the request target holds a fragment, or bytes that belong percent-encoded");
    }

    static Optional<Refusal> refusedFraming(RequestHead head) {
        if (head.hasOtherCoding()) {
            return refuse(400, "this router knows no other transfer coding than chunked");
        }
        if (head.hasNamelessHeader()) {
            return refuse(400, "a header without a name");
        }
        return head.hasUnderscoredFraming()
                ? refuse(400, "a header that frames the request is spelt with an underscore")
                : Optional.empty();
    }

    private static Optional<Refusal> refusedExtension(HttpServerRequest request, RequestHead head) {
        if (head.expectsSomethingElse()) {
            return refusedExpectation();
        }
        return head.namesUpgrade() && !Upgrade.isAsked(request, head)
                ? refuse(400, "a WebSocket begins with a GET of HTTP/1.1 without a body, Connection: Upgrade, one key")
                : Optional.empty();
    }

    static Optional<Refusal> refusedExpectation() {
        return refuse(417, "this router knows no other expectation than 100-continue");
    }

    static boolean isHost(String host) {
        for (int at = 0; at < host.length(); at++) {
            if (NEVER_IN_A_HOST.indexOf(host.charAt(at)) >= 0) {
                return false;
            }
        }
        return !host.isEmpty() && isVisible(host) && isPort(host);
    }

    /** Whether only digits stand behind the one colon that is not within an address of IPv6. */
    private static boolean isPort(String host) {
        int colon = host.lastIndexOf(':');
        if (colon < 0 || host.indexOf(']') > colon) {
            return true;
        }
        for (int at = colon + 1; at < host.length(); at++) {
            if (host.charAt(at) < '0' || host.charAt(at) > '9') {
                return false;
            }
        }
        return colon > 0 && (host.indexOf(':') == colon || host.charAt(colon - 1) == ']');
    }

    private static boolean isVisible(String text) {
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter <= ' ' || letter >= '\u007f') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAbsolute(String target) {
        return target.regionMatches(/* ignoreCase= */ true, 0, SCHEME, 0, SCHEME.length());
    }

    private static String authority(String target) {
        int end = SCHEME.length();
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(SCHEME.length(), end);
    }

    private static Optional<Refusal> refuse(int status, String words) {
        return Optional.of(new Refusal(status, words));
    }
}
