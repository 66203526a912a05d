package dev.bailey.router;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** The change from HTTP/1.1 to a WebSocket (RFC 6455, 4), the only one that the router carries. */
final class Upgrade {

    private static final int SWITCHED = 101;

    private static final String WEBSOCKET = "websocket";
    private static final String UPGRADE = "Upgrade";

    private Upgrade() {}

    /** Whether every server would read the request as one for a WebSocket, and for nothing else. */
    static boolean isAsked(HttpServerRequest request, RequestHead head) {
        return request.method().equals(HttpMethod.GET)
                && request.version() == HttpVersion.HTTP_1_1
                && head.body() == RequestHead.Body.NONE
                && request.headers().getAll("Sec-WebSocket-Key").size() == 1
                && isWebSocket(request.headers());
    }

    static void ask(UpstreamRequest upstream) {
        upstream.header(HttpHeaders.CONNECTION, UPGRADE);
        upstream.header(HttpHeaders.UPGRADE, WEBSOCKET);
    }

    /** Whether the upstream says that it speaks WebSocket from here on. */
    static boolean isGranted(UpstreamAnswer answer) {
        return answer.status() == SWITCHED && isWebSocket(answer.headers());
    }

    static void grant(HttpServerResponse response) {
        response.headers().set(HttpHeaders.CONNECTION, UPGRADE).set(HttpHeaders.UPGRADE, WEBSOCKET);
    }

    private static boolean isWebSocket(MultiMap headers) {
        List<String> protocols = headers.getAll(HttpHeaders.UPGRADE);
        boolean announced = headers.getAll(HttpHeaders.CONNECTION).stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"));
        return announced && protocols.size() == 1 && protocols.get(0).strip().equalsIgnoreCase(WEBSOCKET);
    }
}
