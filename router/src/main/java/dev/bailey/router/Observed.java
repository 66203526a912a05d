package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Remembers of one request what its line in the access log tells. Confined to the request's event loop. */
final class Observed extends Witness {

    static final String REQUEST_ID = "X-Request-Id";

    /** What a client sends may be long, and waits in memory until it is written. */
    private static final int PATH_CHARACTERS_MAX = 2_048;

    private static final int VALUE_CHARACTERS_MAX = 512;
    private static final int SERVER_ERROR = 500;
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final double DIGITS = 1_000;
    private static final long NEVER = -1;

    private final Observer.Asked observer;
    private final Forwarding forwarding;
    private final ClientConnection client;
    private final HttpServerRequest request;
    private final @Nullable Trace trace;
    private final long beganAt = System.nanoTime();
    private @Nullable Route route;
    private @Nullable Side side;
    private @Nullable Failure failure;
    private @Nullable String requestId;
    private long heldNanos = NEVER;
    private long firstByteNanos = NEVER;
    private long bytesIn = NEVER;
    private long bytesOut = NEVER;
    private int attempts;
    private boolean refused;
    private boolean clientGone;
    private boolean over;

    /** @param trace null for a request that is not traced */
    Observed(
            Observer.Asked observer,
            Forwarding forwarding,
            ClientConnection client,
            HttpServerRequest request,
            @Nullable Trace trace) {
        this.observer = observer;
        this.forwarding = forwarding;
        this.client = client;
        this.request = request;
        this.trace = trace;
    }

    @Override
    void refused() {
        refused = true;
    }

    @Override
    void held(long nanos) {
        heldNanos = nanos;
        if (trace != null) {
            trace.held(nanos);
        }
    }

    @Override
    void routed(Route by, Side to) {
        route = by;
        side = to;
        if (trace != null) {
            trace.routed(by, to);
        }
    }

    @Override
    boolean gives(String header) {
        return trace != null && Trace.isPartOf(header);
    }

    @Override
    void sending(UpstreamRequest upstream) {
        attempts++;
        if (observer.makesRequestIds() && !request.headers().contains(REQUEST_ID)) {
            String made = requestId == null ? newRequestId() : requestId;
            requestId = made;
            upstream.header(REQUEST_ID, made);
        }
        if (trace != null && side != null) {
            trace.sending(upstream, side);
        }
    }

    @Override
    void triedInVain() {
        if (trace != null) {
            trace.triedInVain();
        }
    }

    @Override
    void answered(int status) {
        firstByteNanos = System.nanoTime() - beganAt;
        if (trace != null) {
            trace.answered(status);
        }
    }

    @Override
    void failed(Failure because) {
        failure = because;
        if (trace != null) {
            trace.failed(because);
        }
    }

    @Override
    void clientGone() {
        clientGone = true;
    }

    @Override
    void tunnelled(long in, long out) {
        bytesIn = in;
        bytesOut = out;
    }

    @Override
    void over() {
        if (over) {
            return;
        }
        over = true;
        Context loop = Vertx.currentContext();
        if (request.response().ended() || loop == null) {
            tell();
        } else {
            // The answer that says so is given in this turn of the loop; its status and size are known after it.
            loop.runOnContext(later -> tell());
        }
    }

    private void tell() {
        if (trace != null) {
            trace.over(status());
        }
        observer.seen(this, request.uri(), status(), System.nanoTime() - beganAt);
    }

    /** Whether it is worth a line whatever the sample. */
    boolean isUnusual() {
        return failure != null || refused || clientGone || heldNanos != NEVER || status() >= SERVER_ERROR;
    }

    AccessLine line(String service, Instant time, long nanos, boolean sampled) {
        HostAndPort host = request.authority();
        String givenId = request.getHeader(REQUEST_ID);
        return new AccessLine(
                time,
                service,
                forwarding.client(client, request),
                cut(request.method().name(), VALUE_CHARACTERS_MAX),
                host == null ? null : cut(host.toString(), VALUE_CHARACTERS_MAX),
                cut(request.uri(), PATH_CHARACTERS_MAX),
                protocol(request.version()),
                status(),
                sampled,
                side == null ? null : side.label(),
                route == null ? null : Long.valueOf(route.epoch()),
                heldNanos == NEVER ? null : Double.valueOf(millis(heldNanos)),
                firstByteNanos == NEVER ? null : Double.valueOf(millis(firstByteNanos)),
                millis(nanos),
                bytesIn == NEVER ? request.bytesRead() : bytesIn,
                bytesOut == NEVER ? request.response().bytesWritten() : bytesOut,
                attempts,
                failure == null ? null : failure.label(),
                clientGone ? Boolean.TRUE : null,
                cutIfThere(givenId == null ? requestId : givenId),
                trace == null ? TraceParent.traceId(request.getHeader(TraceParent.NAME)) : trace.id(),
                cutIfThere(request.getHeader("User-Agent")),
                cutIfThere(request.getHeader("Referer")));
    }

    private int status() {
        HttpServerResponse response = request.response();
        return response.headWritten() || response.ended() ? response.getStatusCode() : AccessLine.CLIENT_GONE;
    }

    private static String newRequestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static String protocol(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2";
            case HTTP_3 -> "HTTP/3";
        };
    }

    /** To the microsecond. */
    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * DIGITS) / DIGITS;
    }

    private static @Nullable String cutIfThere(@Nullable String text) {
        return text == null ? null : cut(text, VALUE_CHARACTERS_MAX);
    }

    private static String cut(String text, int charactersMax) {
        return text.length() <= charactersMax ? text : text.substring(0, charactersMax) + "…";
    }
}
