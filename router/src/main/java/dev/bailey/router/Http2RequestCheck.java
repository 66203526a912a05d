package dev.bailey.router;

import dev.bailey.router.RequestCheck.Refusal;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;

/**
 * What HTTP/2's codec lets through. Headers of one connection, names and values that no header may have, lengths that
 * do not fit, and pseudo-headers out of place never get here: the codec resets their streams, or ends the connection.
 */
final class Http2RequestCheck {

    private Http2RequestCheck() {}

    static Optional<Refusal> refusal(HttpServerRequest request, RequestHead head) {
        if (HttpHeaderValidationUtil.validateToken(request.method().name()) >= 0) {
            // To an upstream of HTTP/1.1 it would be what stands behind it.
            return refuse(400, "the method is no token");
        }
        Optional<Refusal> method = RequestCheck.refusedMethod(request);
        if (method.isPresent()) {
            return method;
        }
        String scheme = request.scheme();
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return refuse(400, "the scheme is neither http nor https");
        }
        HostAndPort authority = request.authority();
        if (authority == null) {
            return refuse(400, "neither an :authority nor a Host header");
        }
        if (head.hosts() > 1) {
            return refuse(400, "more than one Host header");
        }
        if (!RequestCheck.isHost(authority.toString())) {
            return refuse(400, "the :authority is not a host with an optional port");
        }
        String target = request.uri();
        boolean everything = target.equals("*") && request.method().equals(HttpMethod.OPTIONS);
        if (!target.startsWith("/") && !everything) {
            return refuse(400, "the request target is no path");
        }
        Optional<Refusal> bytes = RequestCheck.refusedBytes(target);
        if (bytes.isPresent()) {
            return bytes;
        }
        return head.expectsSomethingElse() ? RequestCheck.refusedExpectation() : RequestCheck.refusedFraming(head);
    }

    private static Optional<Refusal> refuse(int status, String words) {
        return Optional.of(new Refusal(status, words));
    }
}
