package dev.bailey.router;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed the checks, before it is sent anywhere. Its body has not been read. Confined to its lane.
 *
 * @param tenant whose it is; null where it says nothing of that
 * @param slice by its place
 * @param uri in origin form, as it goes upstream
 * @param write whether it follows the route's writes, and is parked by a hold
 * @param expectsContinue whether the client waits for a word before it sends the body
 * @param upgrade whether it asks for a WebSocket, which may write and therefore goes where writes go
 */
record Incoming(
        ClientConnection client,
        HttpServerRequest request,
        Witness witness,
        @Nullable String tenant,
        int slice,
        String uri,
        boolean write,
        RequestHead.Body body,
        boolean expectsContinue,
        boolean upgrade) {

    static Incoming of(
            ClientConnection client,
            HttpServerRequest request,
            RequestHead head,
            WriteRules.Judge judge,
            Tenants tenants,
            Witness witness) {
        String uri = RequestCheck.originForm(request.uri());
        String tenant = tenants.name(request, uri);
        int slice = tenants.slice(request, tenant);
        boolean upgrade = head.namesUpgrade();
        boolean write = upgrade || judge.isWrite(request, uri);
        RequestHead.Body body = head.body();
        boolean expects =
                body != RequestHead.Body.NONE && request.version() != HttpVersion.HTTP_1_0 && head.expectsContinue();
        return new Incoming(client, request, witness, tenant, slice, uri, write, body, expects, upgrade);
    }

    /** Whom the client means to speak to; HTTP/2 has a place of its own for that. */
    @Nullable String host() {
        return Http2Front.is(request) ? String.valueOf(request.authority()) : request.getHeader(HttpHeaders.HOST);
    }

    /** Whether its client says when it no longer wants an answer, and expects the server to stop then. */
    boolean isGrpc() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("application/grpc");
    }

    /** Whether sending it twice is harmless, and possible. */
    boolean isRepeatable() {
        String method = request.method().name();
        return !write && body == RequestHead.Body.NONE && (method.equals("GET") || method.equals("HEAD"));
    }
}
