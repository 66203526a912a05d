package dev.bailey.router;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Copies the heads of messages from one connection to the next, without what concerns one connection only. */
final class Heads {

    private static final String HOST = "Host";
    private static final String KEEP_ALIVE = "Keep-Alive";

    static final String SIDE = "X-Bailey-Side";
    static final String EPOCH = "X-Bailey-Epoch";

    /** And Expect, which the router has met itself. */
    private static final HeaderNames HOP_BY_HOP = HeaderNames.of(
            "Connection",
            "Expect",
            KEEP_ALIVE,
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade");

    /** A Connection header may not take these away: the framing and the address belong to the message. */
    private static final HeaderNames KEPT = HeaderNames.of("Content-Length", "Host");

    /** RFC 9110, 6.5.1: what frames, routes, or says how to read a message comes too late behind it. */
    private static final HeaderNames NEVER_BEHIND = HeaderNames.of(
            "Authorization",
            "Cache-Control",
            "Content-Encoding",
            "Content-Length",
            "Content-Range",
            "Content-Type",
            "Host",
            "Location",
            "Set-Cookie",
            SIDE,
            EPOCH);

    private Heads() {}

    /** Without what speaks of the client: that is told by {@link Forwarding}. */
    static void copyRequest(Incoming incoming, UpstreamRequest to) {
        if (to.mayBeDeclined() && takesTrailers(incoming.request().headers())) {
            to.takesTrailers();
        }
        if (!copyRequest(incoming, incoming.witness()::gives, to)) {
            to.header(HOST, to.peer().toString());
        }
    }

    /** The same for whoever takes it; tells whether it says whom it is for. */
    static boolean copyRequest(Incoming incoming, Predicate<String> leftOut, HeaderSink to) {
        MultiMap headers = incoming.request().headers();
        Set<String> named = tokens(headers);
        boolean http2 = Http2Front.is(incoming.request());
        headers.forEach((name, value) -> {
            if (isEndToEnd(name, named)
                    && !Forwarding.isAboutTheClient(name)
                    && !leftOut.test(name)
                    && !(http2 && name.equalsIgnoreCase(HOST))) {
                to.header(name, value);
            }
        });
        if (!http2 && headers.contains(HttpHeaders.HOST)) {
            return true;
        }
        String host = incoming.host();
        if (host != null) {
            to.header(HOST, host);
        }
        return host != null;
    }

    private static boolean takesTrailers(MultiMap headers) {
        String codings = headers.get("TE");
        return codings != null && codings.toLowerCase(Locale.ROOT).contains("trailers");
    }

    static void copyResponse(UpstreamAnswer from, HttpServerResponse to) {
        to.setStatusCode(from.status());
        // Those that everybody uses lie ready, as the bytes that are sent.
        if (!from.reason().equals(to.getStatusMessage())) {
            to.setStatusMessage(from.reason());
        }
        copy(from.headers(), to.headers());
    }

    /** What stands behind a body, to the one who has heard everything before it. */
    static void copyTrailers(UpstreamAnswer from, HttpServerResponse to) {
        for (Map.Entry<String, String> trailer : from.trailers()) {
            String name = trailer.getKey();
            if (!HOP_BY_HOP.contains(name) && !NEVER_BEHIND.contains(name)) {
                to.trailers().add(name, trailer.getValue());
            }
        }
    }

    /** Headers without those of one connection only. */
    static MultiMap endToEnd(MultiMap headers) {
        MultiMap kept = MultiMap.caseInsensitiveMultiMap();
        copy(headers, kept);
        return kept;
    }

    /** Also where it is one of several tokens, which the server does not see by itself. */
    static boolean asksToClose(HttpServerRequest request) {
        return tokens(request.headers()).contains("close");
    }

    private static void copy(MultiMap from, MultiMap to) {
        Set<String> named = tokens(from);
        from.forEach((name, value) -> {
            if (isEndToEnd(name, named)) {
                to.add(name, value);
            }
        });
    }

    private static boolean isEndToEnd(String name, Set<String> named) {
        return !HOP_BY_HOP.contains(name) && (named.isEmpty() || !named.contains(name) || KEPT.contains(name));
    }

    /** What the Connection headers name; nothing where that is all they do by default. */
    private static Set<String> tokens(MultiMap headers) {
        List<String> lines = headers.getAll(HttpHeaders.CONNECTION);
        if (lines.isEmpty() || (lines.size() == 1 && lines.get(0).equalsIgnoreCase(KEEP_ALIVE))) {
            return Set.of();
        }
        Set<String> tokens = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines) {
            for (String token : line.split(",", -1)) {
                tokens.add(token.strip());
            }
        }
        return tokens;
    }
}
