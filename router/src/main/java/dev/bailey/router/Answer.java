package dev.bailey.router;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** What the router answers itself. Confined to the event loop of the request. */
final class Answer {

    /** Closing a socket with unread input destroys the answer on its way, so what comes is thrown away for a while. */
    private static final long LINGER_MILLIS = 2_000;

    private Answer() {}

    static void refusal(Lane lane, ClientConnection client, HttpServerRequest request, RequestCheck.Refusal refusal) {
        if (refusal.status() == 401) {
            // RFC 9110, 15.5.2, asks for it, and RFC 6750, 3.1, says what
            request.response().putHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        send(lane, client, request, refusal.status(), "{\"error\":\"" + refusal.words() + "\"}", /* mayReuse= */ false);
    }

    /** To a head that the codec gave up on; Vert.x closes the connection behind it. */
    static void unreadable(Lane lane, HttpServerRequest request) {
        ClientConnection client = lane.clients().of(request.connection());
        if (client != null && client.isEnding()) {
            // Half a head that was told already what is wrong with it.
            return;
        }
        RequestCheck.Refusal refusal =
                RequestCheck.unreadable(request.decoderResult().cause());
        lane.meter().refused();
        request.response()
                .setStatusCode(refusal.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end("{\"error\":\"" + refusal.words() + "\"}\n");
        request.connection().close();
    }

    /** @param exchange where the request was routed, if it was */
    static void failure(Lane lane, Incoming incoming, Failure failure, Optional<Exchange> exchange) {
        HttpServerRequest request = incoming.request();
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer cannot be taken back; a cut connection is the only honest end.
            response.reset(exchange.map(Exchange::resetCode).orElse(Http2Front.INTERNAL_ERROR));
            return;
        }
        response.headers().clear();
        response.setChunked(false);
        String side = exchange.map(routed -> ",\"side\":\"" + routed.side().label() + "\"")
                .orElse("");
        exchange.ifPresent(routed -> routed.sign(response));
        if (failure.invitesRetry()) {
            response.putHeader("Retry-After", "1");
        }
        send(
                lane,
                incoming.client(),
                request,
                failure.status(),
                "{\"error\":\"" + failure.words() + "\"" + side + "}",
                /* mayReuse= */ true);
    }

    private static void send(
            Lane lane, ClientConnection client, HttpServerRequest request, int status, String json, boolean mayReuse) {
        HttpServerResponse response = request.response();
        boolean bodyRead = request.isEnded() || RequestHead.of(request).body() == RequestHead.Body.NONE;
        boolean keepsOpen = mayReuse && bodyRead && !lane.isLeaving();
        response.setStatusCode(status).putHeader("Content-Type", "application/json");
        if (!keepsOpen && !Http2Front.is(request)) {
            client.hearNoMore();
            response.putHeader("Connection", "close");
        }
        response.end(json + "\n").onComplete(sent -> {
            if (!keepsOpen) {
                closeGently(lane.vertx(), request);
            }
        });
    }

    /** Ends what the client may still be sending: of HTTP/2 the stream alone, else the connection. */
    static void closeGently(Vertx vertx, HttpServerRequest request) {
        if (Http2Front.is(request)) {
            if (Http2Front.hasBody(request)) {
                request.response().reset(Http2Front.NO_ERROR);
            }
            return;
        }
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        long timer = vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
        request.handler(thrownAway -> {});
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        });
        request.resume();
    }
}
