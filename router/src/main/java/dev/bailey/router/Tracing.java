package dev.bailey.router;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The router's part in the traces of OpenTelemetry. Made only where a plan asks for it, so that nothing of
 * OpenTelemetry is even loaded otherwise. Thread-safe.
 */
final class Tracing implements AutoCloseable {

    /** The names of OpenTelemetry's semantic conventions for HTTP, by which its viewers know a method. */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    /** A collector that is away for long costs spans, not memory. */
    private static final int SPANS_MAX = 4_096;

    private static final int BATCH_SPANS = 512;
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);
    private static final Duration EXPORT_MAX = Duration.ofSeconds(10);
    private static final long CLOSE_SECONDS_MAX = 2;

    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    Tracing(String service, Traces traces) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(traces.endpoint().resolve("/v1/traces").toString())
                .setTimeout(EXPORT_MAX)
                .build();
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "bailey-router",
                                AttributeKey.stringKey("bailey.service"),
                                service))))
                .setSampler(
                        Sampler.parentBased(Sampler.traceIdRatioBased(traces.samplePercent() / AccessLog.PERCENT_MAX)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(SPANS_MAX)
                        .setMaxExportBatchSize(BATCH_SPANS)
                        .setScheduleDelay(BATCH_DELAY)
                        .build())
                .build();
        this.tracer = provider.get("dev.bailey.router");
    }

    /** Nothing for a request that is not taken: what it carries goes through as it came. */
    @Nullable Trace begin(String client, HttpServerRequest request) {
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), request.headers(), HEADERS);
        String method = request.method().name();
        boolean known = METHODS.contains(method);
        Span span = tracer.spanBuilder(known ? method : "HTTP")
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .startSpan();
        return span.isRecording()
                ? new Trace(tracer, parent.with(span), span, client, request, known ? method : "_OTHER")
                : null;
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
