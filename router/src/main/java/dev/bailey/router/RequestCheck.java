package dev.bailey.router;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the codec lets through although two servers may read it differently, or that this router does not speak. Wrong
 * framing (both lengths, a sign in a length, bare line feeds) never gets here: the codec answers it 400.
 */
final class RequestCheck {

    static final Refusal MALFORMED_BODY = new Refusal(400, "the body is not framed as HTTP/1.1 wants it");

    private static final String SCHEME = "http://";

    /** What ends or parts an authority, or is read as its user. */
    private static final String NEVER_IN_A_HOST = "/?#@\\,\"<>";

    /** A server behind CGI reads an underscore as a hyphen. */
    private static final Set<String> NEVER_WITH_UNDERSCORES = Set.of("content-length", "transfer-encoding", "host");

    private RequestCheck() {}

    /** A request that the router answers itself. */
    record Refusal(int status, String words) {}

    static Optional<Refusal> refusal(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1 && request.version() != HttpVersion.HTTP_1_0) {
            return refuse(505, "this router speaks HTTP/1.1");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return refuse(501, "this router makes no tunnels");
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1) {
            return refuse(400, "more than one Host header");
        }
        if (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1) {
            return refuse(400, "no Host header");
        }
        if (!hosts.isEmpty() && !isHost(hosts.get(0).strip())) {
            return refuse(400, "the Host header is not a host with an optional port");
        }
        return refusedTarget(request, hosts).or(() -> refusedFraming(request)).or(() -> refusedExtension(request));
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

    private static Optional<Refusal> refusedTarget(HttpServerRequest request, List<String> hosts) {
        String target = request.uri();
        if (!isVisible(target) || target.indexOf('#') >= 0) {
            return refuse(400, "the request target holds a fragment, or bytes that belong percent-encoded");
        }
        if (isAbsolute(target)) {
            String authority = authority(target);
            boolean same =
                    !hosts.isEmpty() && authority.equalsIgnoreCase(hosts.get(0).strip());
            return same ? Optional.empty() : refuse(400, "the request line and the Host header name different hosts");
        }
        boolean everything = target.equals("*") && request.method().equals(HttpMethod.OPTIONS);
        return target.startsWith("/") || everything
                ? Optional.empty()
                : refuse(400, "the request target is neither a path nor http://host/path");
    }

    private static Optional<Refusal> refusedFraming(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        boolean chunkedAlone =
                codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
        if (!chunkedAlone) {
            // The codec takes any list that ends in chunked, and would pass on what another coding made of the body.
            return refuse(400, "this router knows no other transfer coding than chunked");
        }
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey();
            if (name.isEmpty()) {
                return refuse(400, "a header without a name");
            }
            if (name.indexOf('_') >= 0
                    && NEVER_WITH_UNDERSCORES.contains(name.replace('_', '-').toLowerCase(Locale.ROOT))) {
                return refuse(400, "a header that frames or addresses the request is spelt with an underscore");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusedExtension(HttpServerRequest request) {
        List<String> expects = request.headers().getAll(HttpHeaders.EXPECT);
        for (String expect : expects) {
            if (!expect.strip().equalsIgnoreCase("100-continue")) {
                return refuse(417, "this router knows no other expectation than 100-continue");
            }
        }
        return Upgrade.isNamed(request) && !Upgrade.isAsked(request)
                ? refuse(400, "a WebSocket begins with a GET of HTTP/1.1 without a body, Connection: Upgrade, one key")
                : Optional.empty();
    }

    private static boolean isHost(String host) {
        return isVisible(host) && host.chars().noneMatch(letter -> NEVER_IN_A_HOST.indexOf(letter) >= 0);
    }

    private static boolean isVisible(String text) {
        return text.chars().allMatch(letter -> letter > ' ' && letter < '\u007f');
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
