package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one request that is traced: the server's, and under it one for each time that it was sent to a side. The
 * names are those of OpenTelemetry's semantic conventions for HTTP; queries, which may be secret, are in none of them.
 * Confined to the request's event loop.
 */
final class Trace {

    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String ERROR = "error.type";
    private static final String STATUS = "http.response.status_code";
    private static final String METHOD = "http.request.method";

    private final Tracer tracer;
    private final Context context;
    private final Span server;
    private final String method;
    private final String path;
    private @Nullable Span client;
    private int resends;

    Trace(Tracer tracer, Context context, Span server, String address, HttpServerRequest request, String method) {
        this.tracer = tracer;
        this.context = context;
        this.server = server;
        this.method = method;
        this.path = RequestCheck.path(request.uri());
        server.setAttribute(METHOD, method);
        if (!method.equals(request.method().name())) {
            server.setAttribute("http.request.method_original", request.method().name());
        }
        server.setAttribute("url.path", path);
        server.setAttribute("url.scheme", request.isSSL() ? "https" : "http");
        server.setAttribute("network.protocol.version", version(request.version()));
        server.setAttribute("client.address", address);
        HostAndPort host = request.authority();
        if (host != null) {
            server.setAttribute("server.address", host.host());
            if (host.port() > 0) {
                server.setAttribute("server.port", host.port());
            }
        }
        String agent = request.getHeader("User-Agent");
        if (agent != null) {
            server.setAttribute("user_agent.original", agent);
        }
    }

    /** A list of vendors belongs to the parent it came with, so it does not outlive a malformed one. */
    static boolean isPartOf(String header) {
        return header.equalsIgnoreCase(TraceParent.NAME) || header.equalsIgnoreCase("tracestate");
    }

    String id() {
        return server.getSpanContext().getTraceId();
    }

    void held(long nanos) {
        server.setAttribute("bailey.held_ms", nanos / NANOS_PER_MILLI);
    }

    void routed(Route route, Side side) {
        server.setAttribute("bailey.side", side.label());
        server.setAttribute("bailey.slice", route.slice());
        server.setAttribute("bailey.epoch", route.epoch());
    }

    /** From here on the side knows the router's span as its parent. */
    void sending(UpstreamRequest upstream, Side side) {
        SpanBuilder builder = tracer.spanBuilder(method)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(context)
                .setAttribute(METHOD, method)
                .setAttribute("server.address", upstream.peer().host())
                .setAttribute("server.port", (long) upstream.peer().port())
                .setAttribute("url.path", path)
                .setAttribute("bailey.side", side.label());
        if (resends > 0) {
            builder.setAttribute("http.request.resend_count", (long) resends);
        }
        Span sent = builder.startSpan();
        client = sent;
        W3CTraceContextPropagator.getInstance().inject(context.with(sent), upstream, (to, name, value) -> {
            if (to != null) {
                to.header(name, value);
            }
        });
    }

    void triedInVain() {
        resends++;
        endClient("connection_closed");
    }

    void answered(int status) {
        Span sent = client;
        if (sent != null) {
            sent.setAttribute(STATUS, (long) status);
            if (status >= CLIENT_ERROR) {
                sent.setAttribute(ERROR, Integer.toString(status));
                sent.setStatus(StatusCode.ERROR);
            }
        }
    }

    void failed(Failure failure) {
        server.setAttribute(ERROR, failure.label());
        server.setStatus(StatusCode.ERROR, failure.words());
        endClient(failure.label());
    }

    void over(int status) {
        endClient(null);
        server.setAttribute(STATUS, (long) status);
        if (status >= SERVER_ERROR) {
            server.setStatus(StatusCode.ERROR);
        }
        server.end();
    }

    private void endClient(@Nullable String error) {
        Span sent = client;
        client = null;
        if (sent == null) {
            return;
        }
        if (error != null) {
            sent.setAttribute(ERROR, error);
            sent.setStatus(StatusCode.ERROR);
        }
        sent.end();
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
            case HTTP_3 -> "3";
        };
    }
}
