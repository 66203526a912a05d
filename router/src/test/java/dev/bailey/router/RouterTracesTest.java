package dev.bailey.router;

import static dev.bailey.router.TraceCollector.attributes;
import static dev.bailey.router.TraceCollector.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RouterTracesTest {

    private static final String OK = Wire.lines("HTTP/1.1 200 OK|Content-Length: 0||");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final double ALL = 100;
    private static final double NONE = 0;

    @TempDir
    private Path folder;

    private TraceCollector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new TraceCollector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void aTracedRequestHasAServersSpanAndUnderItOneOfItsWayToTheSide() throws IOException {
        String head = head(ALL, "");

        Span server = only(Span.SpanKind.SPAN_KIND_SERVER);
        Span client = only(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(server.getName()).isEqualTo("GET");
        assertThat(server.getParentSpanId().isEmpty()).isTrue();
        assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(client.getTraceId()).isEqualTo(server.getTraceId());
        // Sampled, and perhaps with the flag that the trace's id is random.
        assertThat(head)
                .containsPattern("\r\ntraceparent: 00-" + hex(client.getTraceId()) + "-" + hex(client.getSpanId())
                        + "-0[13]\r\n");
    }

    @Test
    void aSpanTellsTheRequestInTheWordsOfOpenTelemetryAndTheRouteInBaileys() throws IOException {
        head(ALL, "User-Agent: shop/1|");

        assertThat(attributes(only(Span.SpanKind.SPAN_KIND_SERVER)))
                .containsEntry("http.request.method", "GET")
                .containsEntry("url.path", "/orders")
                .containsEntry("url.scheme", "http")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("client.address", "127.0.0.1")
                .containsEntry("server.address", "web")
                .containsEntry("user_agent.original", "shop/1")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("bailey.side", "source")
                .containsEntry("bailey.slice", "everyone")
                .containsEntry("bailey.epoch", "0")
                .doesNotContainKeys("error.type", "url.query", "bailey.held_ms");
        assertThat(attributes(only(Span.SpanKind.SPAN_KIND_CLIENT)))
                .containsEntry("http.request.method", "GET")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("bailey.side", "source");
        assertThat(collector.resource())
                .containsEntry("service.name", "bailey-router")
                .containsEntry("bailey.service", "web");
        assertThat(collector.spans().toString()).doesNotContain("sesame");
    }

    @Test
    void aTraceThatTheCallerBeganGoesOn() throws IOException {
        String head = head(NONE, "traceparent: 00-" + TRACE + "-" + CALLER + "-01|tracestate: shop=7|");

        Span server = only(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(server.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(server.getParentSpanId())).isEqualTo(CALLER);
        assertThat(head)
                .contains("traceparent: 00-" + TRACE)
                .doesNotContain(CALLER)
                .contains("tracestate: shop=7\r\n");
    }

    @Test
    void aTraceThatTheCallerDeclinedGoesThroughAsItCame() throws IOException {
        String head = head(ALL, "traceparent: 00-" + TRACE + "-" + CALLER + "-00|");

        assertThat(head).contains("\r\ntraceparent: 00-" + TRACE + "-" + CALLER + "-00\r\n");
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void aRequestThatTheSampleLeavesOutGoesThroughAsItCame() throws IOException {
        String head = head(NONE, "traceparent: 00-what|");

        assertThat(head).contains("\r\ntraceparent: 00-what\r\n");
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void aMalformedTraceIsReplacedWithItsStateWhereTheRouterTakesPart() throws IOException {
        String head = head(ALL, "traceparent: 00-what|tracestate: shop=7|");

        Span client = only(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(head)
                .contains("\r\ntraceparent: 00-" + hex(client.getTraceId()) + "-")
                .doesNotContain("00-what", "shop=7");
    }

    @Test
    void aFailureIsAnErrorOfTheServersSpanWithItsReason() throws IOException {
        try (World world = world(ALL)) {
            world.source.close();
            world.read("/");
        }

        Span server = only(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(server))
                .containsEntry("error.type", "upstream_refused")
                .containsEntry("http.response.status_code", "502");
    }

    @Test
    void theTimeInAHoldIsTold() throws IOException {
        try (World world = world(ALL)) {
            world.router
                    .hold(world.held(1), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            CompletableFuture<HttpResponse<String>> parked = world.write("/", "order");
            Eventually.eventually("parked", () -> world.parked() == 1);
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
            parked.join();
        }

        Map<String, String> server = attributes(only(Span.SpanKind.SPAN_KIND_SERVER));
        assertThat(Double.parseDouble(server.getOrDefault("bailey.held_ms", "0")))
                .isPositive();
        assertThat(server).containsEntry("bailey.side", "target").containsEntry("bailey.epoch", "2");
    }

    @Test
    void aSecondTryIsASpanOfItsOwn() throws IOException {
        ScriptedUpstream.Script once = (wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            wire.send(OK);
            wire.readUntil("\r\n\r\n");
        };
        try (ScriptedUpstream upstream = new ScriptedUpstream(once);
                Router router = routerTo(upstream, ALL);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET /a HTTP/1.1|Host: web||"));
            client.readUntil("\r\n\r\n");
            client.send(Wire.lines("GET /b HTTP/1.1|Host: web|Connection: close||"));
            client.readToEnd();
        }

        List<Span> tries = collector.spans(Span.SpanKind.SPAN_KIND_CLIENT).stream()
                .filter(span -> "/b".equals(attributes(span).get("url.path")))
                .toList();
        assertThat(tries)
                .extracting(span -> span.getStatus().getCode())
                .containsExactly(Status.StatusCode.STATUS_CODE_ERROR, Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(tries.get(1))).containsEntry("http.request.resend_count", "1");
    }

    @Test
    void theAccessLogNamesTheTrace() throws IOException {
        Path log = folder.resolve("web.log");
        try (World world = new World(
                folder,
                settings -> settings.with(telemetry(ALL).with(AccessLog.to(log).sampling(ALL))))) {
            world.read("/");
        }

        assertThat(AccessLines.in(log).get(0).path("traceId").asText())
                .isEqualTo(hex(only(Span.SpanKind.SPAN_KIND_SERVER).getTraceId()));
    }

    @Test
    void aCollectorThatIsAwayHoldsNoRequestUp() throws IOException {
        collector.close();
        try (World world = world(ALL)) {
            assertThat(world.read("/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nothingOfOpenTelemetryIsLoadedWhereNobodyAsked() throws IOException, InterruptedException {
        Path output = folder.resolve("classes.txt");

        Process untraced = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + output,
                        "-cp",
                        System.getProperty("java.class.path"),
                        UntracedRouter.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();

        assertThat(untraced.waitFor()).isZero();
        assertThat(Files.readString(output))
                .contains("dev.bailey.router.Exchange ")
                .doesNotContain("opentelemetry");
    }

    /** What the side hears of a request with these headers. */
    private String head(double samplePercent, String headers) throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
                Router router = routerTo(upstream, samplePercent);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET /orders?token=sesame HTTP/1.1|Host: web|Connection: close|" + headers + "|"));
            client.readToEnd();
            return upstream.heard().get(0);
        }
    }

    private Span only(Span.SpanKind kind) {
        assertThat(collector.spans(kind)).hasSize(1);
        return collector.spans(kind).get(0);
    }

    private Router routerTo(ScriptedUpstream upstream, double samplePercent) {
        return Router.start(RouterSettings.of(
                        "web", upstream.uri(), URI.create("http://127.0.0.1:1"), folder.resolve("routes.json"))
                .with(telemetry(samplePercent)));
    }

    private World world(double samplePercent) throws IOException {
        return new World(folder, settings -> settings.with(telemetry(samplePercent)));
    }

    private Telemetry telemetry(double samplePercent) {
        return Telemetry.NONE.with(new Traces(collector.uri(), samplePercent));
    }
}
