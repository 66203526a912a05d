package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message on its way, byte by byte. */
@Timeout(30)
class RouterMessagesTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    @Test
    void headersOfOneConnectionOnlyAreRemoved() throws IOException {
        upstream.plays(
                ScriptedUpstream.answering(Wire.lines("HTTP/1.1 200 OK|Connection: keep-alive, X-Hop|X-Hop: 1|X-End: 2|"
                        + "Keep-Alive: timeout=9|Set-Cookie: a=1|Set-Cookie: b=2|Content-Length: 2||ok")));

        String answer = ask(
                Wire.lines("GET / HTTP/1.1|Host: web|Connection: close, X-Foo, Content-Length|X-Foo: 1|TE: trailers|"
                        + "Proxy-Authorization: secret|Upgrade: h2c|X-Bar: 2||"));

        String head = upstream.heard().get(0).toLowerCase(Locale.ROOT);
        assertThat(head).contains("host: web\r\n", "x-bar: 2\r\n", "x-forwarded-for: 127.0.0.1\r\n");
        assertThat(head).contains("x-forwarded-proto: http\r\n", "x-forwarded-host: web\r\n");
        assertThat(head).doesNotContain("x-foo", "te:", "proxy-authorization", "upgrade", "content-length");
        assertThat(answer).contains("X-End: 2\r\n", "Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n");
        assertThat(answer).doesNotContain("X-Hop", "Keep-Alive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST", "5\n", "5;\n", "zz\r\n"})
    void aCutUploadIsNeverAWholeRequest(String end) throws IOException {
        upstream.plays((wire, heard) -> heard.add(wire.readToEnd()));
        try (Wire client = Wire.to(router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            eventually("on its way", () -> upstream.connections() == 1);
            switch (end) {
                case "FIN" -> client.endOutput();
                case "RST" -> client.abort();
                default -> client.send(end);
            }

            eventually("cut", () -> upstream.heard().size() == 1);
        }

        assertThat(upstream.heard().get(0)).doesNotContain("0\r\n\r\n");
    }

    @Test
    void aCutUploadOfKnownLengthIsNeverAWholeRequest() throws IOException {
        upstream.plays((wire, heard) -> heard.add(wire.readToEnd()));
        try (Wire client = Wire.to(router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 100000\r\n\r\nhello");
            eventually("on its way", () -> upstream.connections() == 1);
        }

        eventually("cut", () -> upstream.heard().size() == 1);
        assertThat(upstream.heard().get(0).length()).isLessThan(100_000);
    }

    @Test
    void aStreamedResponseThatIsCutEndsInACutConnection() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        });

        String answer = ask("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("0\r\n\r\n");
        assertThat(router.meter().snapshot().source().failures()).containsEntry(Failure.UPSTREAM_LOST, 1L);
    }

    @Test
    void aSmallResponseThatIsCutIsABadGateway() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Half: 1\r\n\r\nhello");
        });

        try (Wire client = Wire.to(router.port())) {
            client.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

            String answer = client.readUntil("}");
            assertThat(answer).startsWith("HTTP/1.1 502 ").contains("\"side\":\"source\"");
            assertThat(answer).doesNotContain("Content-Length: 100", "X-Half");
        }
    }

    @Test
    void aResponseWithTwoFramingsIsABadGateway() throws IOException {
        upstream.plays(ScriptedUpstream.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"));

        try (Wire client = Wire.to(router.port())) {
            client.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD|HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n",
                "GET|HTTP/1.1 304 Not Modified\r\nContent-Length: 70000\r\n\r\n",
                "DELETE|HTTP/1.1 204 No Content\r\n\r\n",
            })
    void aResponseWithoutABodyLeavesTheConnectionInStep(String exchange) throws IOException {
        String method = exchange.substring(0, exchange.indexOf('|'));
        String response = exchange.substring(exchange.indexOf('|') + 1);
        upstream.plays(ScriptedUpstream.answering(response));

        try (Wire client = Wire.to(router.port())) {
            for (int turn = 0; turn < 3; turn++) {
                client.send(method + " / HTTP/1.1\r\nHost: web\r\n\r\n");
                String head = client.readUntil("\r\n\r\n");
                assertThat(head).startsWith(response.substring(0, response.indexOf('\r')));
                assertThat(head.contains("70000")).isEqualTo(response.contains("70000"));
                assertThat(head).doesNotContainIgnoringCase("content-length: 0");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        upstream.plays((wire, heard) -> {
            String head = wire.readUntil("\r\n\r\n");
            while (!head.isEmpty()) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + head.substring(4, 6));
                head = wire.readUntil("\r\n\r\n");
            }
        });

        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines(
                    "GET /1 HTTP/1.1|Host: web||GET /2 HTTP/1.1|Host: web||" + "GET /3 HTTP/1.1|Host: web||"));

            String answers = client.readUntil("/3");
            assertThat(answers).containsSubsequence("/1", "/2", "/3");
        }
    }

    @Test
    void anOldClientGetsAStreamedResponseWithoutChunks() throws IOException {
        upstream.plays(ScriptedUpstream.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));

        String answer = ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

        assertThat(answer).endsWith("\r\n\r\nhello");
    }

    @Test
    void aBodyThatWaitsForAWordGetsIt() throws IOException {
        upstream.plays((wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            wire.readUntil("hello");
            wire.send(OK);
        });

        try (Wire client = Wire.to(router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            client.send("hello");

            assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200 ");
            assertThat(upstream.heard().get(0)).doesNotContainIgnoringCase("expect");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheUploadComesThrough() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("hello");
            wire.send("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nbig");
            wire.readToEnd();
        });

        try (Wire client = Wire.to(router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 1000000\r\n\r\nhello");

            assertThat(client.readUntil("big")).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aReadOnAStaleConnectionIsTriedOnceMore() throws IOException {
        upstream.plays(closingAfterOneAnswer());

        try (Wire client = Wire.to(router.port())) {
            client.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
            client.readUntil("ok");
            client.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

            assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aWriteOnAStaleConnectionIsNeverSentTwice() throws IOException {
        upstream.plays(closingAfterOneAnswer());

        try (Wire client = Wire.to(router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n\r\n");
            client.readUntil("ok");
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n\r\n");

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
            assertThat(upstream.heard()).hasSize(2);
        }
    }

    /** The second request of each connection is taken and not answered. */
    private static ScriptedUpstream.Script closingAfterOneAnswer() {
        return (wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            wire.send(OK);
            heard.add(wire.readUntil("\r\n\r\n"));
        };
    }

    /** One request on a connection of its own, until the router closes it. */
    private String ask(String request) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(request);
            return client.readToEnd();
        }
    }
}
