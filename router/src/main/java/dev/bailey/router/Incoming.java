package dev.bailey.router;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/**
 * A request that passed the checks, before it is sent anywhere. Its body has not been read. Confined to its lane.
 *
 * @param uri in origin form, as it goes upstream
 * @param write whether it follows the route's writes, and is parked by a hold
 * @param expectsContinue whether the client waits for a word before it sends the body
 * @param upgrade whether it asks for a WebSocket, which may write and therefore goes where writes go
 */
record Incoming(
        HttpServerRequest request, String uri, boolean write, Body body, boolean expectsContinue, boolean upgrade) {

    /** Larger bodies are streamed; up to this size one write is cheaper. */
    static final long SMALL_BYTES_MAX = 64 * 1024;

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** How the body comes, if one does. */
    enum Body {
        NONE,
        SMALL,
        STREAMED
    }

    static Incoming of(HttpServerRequest request) {
        String uri = RequestCheck.originForm(request.uri());
        boolean upgrade = Upgrade.isNamed(request);
        boolean write = upgrade || !READS.contains(request.method().name());
        Body body = bodyOf(request);
        boolean expects = body != Body.NONE
                && request.version() == HttpVersion.HTTP_1_1
                && request.headers().contains(HttpHeaders.EXPECT);
        return new Incoming(request, uri, write, body, expects, upgrade);
    }

    /** Whether sending it twice is harmless, and possible. */
    boolean isRepeatable() {
        String method = request.method().name();
        return body == Body.NONE && (method.equals("GET") || method.equals("HEAD"));
    }

    static Body bodyOf(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return Body.STREAMED;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return Body.NONE;
        }
        long bytes = Long.parseLong(length);
        if (bytes == 0) {
            return Body.NONE;
        }
        return bytes <= SMALL_BYTES_MAX ? Body.SMALL : Body.STREAMED;
    }
}
