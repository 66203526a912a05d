package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes of the names that others gave to a request. */
@Timeout(30)
class RouterRequestNamesTest {

    private static final String OK = Wire.lines("HTTP/1.1 200 OK|Content-Length: 0||");

    @TempDir
    private Path folder;

    @Test
    void aTraceThatNobodyAskedAboutGoesThroughAsItCame() throws IOException {
        String head = head(
                Telemetry.NONE,
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|tracestate: a=1,b=2|");

        assertThat(head)
                .contains("\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n")
                .contains("\r\ntracestate: a=1,b=2\r\n");
    }

    @Test
    void aMalformedTraceGoesThroughAsItCame() throws IOException {
        assertThat(head(Telemetry.NONE, "traceparent: 00-what|")).contains("\r\ntraceparent: 00-what\r\n");
    }

    @Test
    void aRequestWithoutATraceOrAnIdIsGivenNeither() throws IOException {
        assertThat(head(Telemetry.NONE, ""))
                .doesNotContainIgnoringCase("traceparent")
                .doesNotContainIgnoringCase("x-request-id");
    }

    @Test
    void anIdThatARequestCameWithGoesThrough() throws IOException {
        assertThat(head(Telemetry.NONE.makingRequestIds(), "x-request-id: mine|"))
                .contains("\r\nx-request-id: mine\r\n")
                .doesNotContain("X-Request-Id");
    }

    @Test
    void aRequestWithoutAnIdIsGivenOneWhereThePlanAsksForIt() throws IOException {
        assertThat(head(Telemetry.NONE.makingRequestIds(), "")).containsPattern("\r\nX-Request-Id: [0-9a-f]{32}\r\n");
    }

    @Test
    void theIdThatWasMadeStandsInTheAccessLog() throws IOException {
        Path log = folder.resolve("web.log");

        String head =
                head(Telemetry.NONE.makingRequestIds().with(AccessLog.to(log).sampling(100)), "");

        String id = AccessLines.in(log, 1).get(0).path("requestId").asText();
        assertThat(head).contains("\r\nX-Request-Id: " + id + "\r\n");
    }

    /** What the side hears of a request with these headers. */
    private String head(Telemetry telemetry, String headers) throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
                Router router = Router.start(RouterSettings.of(
                                "web", upstream.uri(), URI.create("http://127.0.0.1:1"), folder.resolve("routes.json"))
                        .with(telemetry));
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web|Connection: close|" + headers + "|"));
            client.readToEnd();
            return upstream.heard().get(0);
        }
    }
}
