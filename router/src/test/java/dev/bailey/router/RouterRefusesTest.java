package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two servers could read differently never reach the second one. */
@Timeout(30)
class RouterRefusesTest {

    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream(ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: web|Content-Length: 3|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Host: web|Transfer-Encoding: xchunked||0||",
                "POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked, identity||0||",
                "POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.0|Host: web|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Host: web|Content-Length: 3|Content-Length: 4||abc",
                "POST / HTTP/1.1|Host: web|Content-Length: 3|Content-Length: 3||abc",
                "POST / HTTP/1.1|Host: web|Content-Length: +3||abc",
                "POST / HTTP/1.1|Host: web|Content-Length: 3, 3||abc",
                "POST / HTTP/1.1|Host: web|Content-Length: -1||abc",
                "POST / HTTP/1.1|Host: web|Content-Length : 3||abc",
                "GET / HTTP/1.1|Host: web|X-Odd: a\u0000b||",
                "GET / HTTP/1.1|Host: web|X-Odd: a\rb||",
                "GET /a b HTTP/1.1|Host: web||",
                "GET / HTTP/1.1|Host: web|Host: other||",
                "GET / HTTP/1.1|Accept: */*||",
                "GET http://other/ HTTP/1.1|Host: web||",
                "GET ftp://web/ HTTP/1.1|Host: web||",
                "GET web HTTP/1.1|Host: web||",
            })
    void anAmbiguousRequestIsRefused(String request) throws IOException {
        String answer = ask(request);

        // Where the version itself could not be read, the codec answers as HTTP/1.0.
        assertThat(answer).containsPattern("^HTTP/1[.][01] 400 ");
        assertThat(upstream.heard()).isEmpty();
    }

    @Test
    void anUnknownExpectationIsRefused() throws IOException {
        assertThat(ask("GET / HTTP/1.1|Host: web|Expect: miracles||")).startsWith("HTTP/1.1 417 ");
    }

    @Test
    void aTunnelIsRefused() throws IOException {
        assertThat(ask("CONNECT other:443 HTTP/1.1|Host: other:443||")).startsWith("HTTP/1.1 501 ");
        assertThat(upstream.heard()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsRefused() throws IOException {
        assertThat(ask("GET /" + "a".repeat(9_000) + " HTTP/1.1|Host: web||")).contains(" 414 ");
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws IOException {
        assertThat(ask("GET / HTTP/1.1|Host: web|X-Large: " + "a".repeat(40_000) + "||"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void anAbsoluteTargetOfTheSameHostGoesOnAsAPath() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send("GET http://web/a?b HTTP/1.1\r\nHost: web\r\n\r\n");

            assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200 ");
            assertThat(upstream.heard().get(0)).startsWith("GET /a?b HTTP/1.1\r\n");
        }
    }

    private String ask(String request) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines(request));
            return client.readToEnd();
        }
    }
}
