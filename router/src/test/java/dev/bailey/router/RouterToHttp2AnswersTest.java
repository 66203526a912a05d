package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams say by HTTP/2, right or wrong, and what clients get to hear of it. */
@Timeout(30)
class RouterToHttp2AnswersTest {

    private static final int SETTINGS_TIMEOUT = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** What is no answer to a GET, said in place of one. */
    enum Wrong {
        A_STATUS_OF_TWO_DIGITS("99"),
        A_STATUS_OF_WORDS("abc"),
        NO_STATUS("", "server", "odd"),
        A_SWITCH_OF_PROTOCOLS("101"),
        A_CONNECTION_HEADER("200", "connection", "close"),
        A_TRANSFER_CODING("200", "transfer-encoding", "chunked"),
        A_LINE_END_IN_A_VALUE("200", "location", "/\r\nSet-Cookie: a=b"),
        A_NUL_IN_A_VALUE("200", "location", "/\0"),
        CAPITAL_LETTERS("200", "Server", "odd"),
        A_LENGTH_THAT_IS_NONE("200", "content-length", "five"),
        TWO_LENGTHS("200", "content-length", "2", "content-length", "3"),
        A_LENGTH_WITHOUT_A_BODY("200", "content-length", "5"),
        A_HEAD_THAT_IS_TOO_LONG("200", "server", "x".repeat(15_000), "via", "x".repeat(15_000), "a", "x".repeat(9_000));

        private final String status;
        private final String headers;

        Wrong(String status, String... headers) {
            this.status = status;
            this.headers = String.join("|", headers);
        }

        Http2Headers head() {
            Http2Headers head = status.isEmpty() ? new DefaultHttp2Headers(false) : Http2Wire.status(status);
            return Http2Wire.with(head, headers.isEmpty() ? new String[0] : headers.split("[|]", -1));
        }
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void aWrongHeadIsABadGatewayAndLeavesTheConnectionToOthers(Wrong wrong) throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int first = wire.accept();
            wire.headers(first, wrong.head(), true);
            wire.answer(wire.accept(), "next");
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ").doesNotContain("Set-Cookie");
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));
            assertThat(client.readUntil("next")).contains("HTTP/1.1 200 OK\r\n");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"longer", "less", ""})
    void aSmallBodyThatDoesNotFitItsLengthIsABadGateway(String body) throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, head("200", "content-length", "5"), false);
            wire.data(stream, body, true);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void aLargeBodyThatEndsBeforeItsLengthNeverLooksWhole() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, head("200", "content-length", "100000"), false);
            wire.data(stream, "x".repeat(16_000), false);
            wire.data(stream, "", true);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));

            String answer = client.readToEnd();
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).hasSizeLessThanOrEqualTo(16_000);
        }
    }

    @Test
    void aBodyWithoutAHeadIsABadGateway() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            wire.data(wire.accept(), "what?", true);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("GET", "/", true)).status()).isEqualTo("502");
        }
    }

    @Test
    void garbageEndsTheConnectionAndNobodyGetsToSeeIt() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            if (connection == 1) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno".getBytes(StandardCharsets.US_ASCII));
                heard.add("gone away because " + wire.readToEnd());
            } else {
                wire.answer(stream, "yes");
                wire.readToEnd();
            }
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("GET", "/", true)).status()).isEqualTo("502");
            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("yes");
            assertThat(upstream.heard().get(0)).matches("gone away because [1-9]\\d*");
        }
    }

    @Test
    void aServerOfHttp1GetsNoRequestAndTheLogSaysWhy() throws IOException {
        Http2Upstream.Script script = (Socket socket, int connection, List<String> heard) -> {
            try (Wire wire = new Wire(socket)) {
                heard.add(wire.readUntil("SM\r\n\r\n"));
                wire.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                heard.add(wire.readToEnd());
            }
        };
        try (LogOf log = new LogOf(ConnectComplaint.class);
                Http2Upstream upstream = Http2Upstream.raw(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("POST", "/order", true)).status())
                    .isEqualTo("502");
            assertThat(upstream.heard().get(0)).startsWith("PRI * HTTP/2.0");
            assertThat(upstream.heard()).noneMatch(text -> text.contains("/order"));
            assertThat(log.holds("does not speak HTTP/2 as the plan says")).isTrue();
        }
    }

    @Test
    void aServerThatSaysNothingIsATimeout() throws IOException {
        Http2Upstream.Script script = (Socket socket, int connection, List<String> heard) -> {
            try (Wire wire = new Wire(socket)) {
                heard.add(wire.readToEnd());
            }
        };
        Timeouts quick = Timeouts.DEFAULT.with(dev.bailey.router.Timeout.CONNECT, Duration.ofMillis(300));
        try (Http2Upstream upstream = Http2Upstream.raw(script);
                Router router = upstream.router(folder, settings -> settings.with(quick));
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("GET", "/", true)).status()).isEqualTo("504");
        }
    }

    @Test
    void aConnectionWhoseSettingsAreNeverAcknowledgedIsEnded() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            wire.fallSilent();
            int stream = wire.accept();
            wire.answer(stream, "still answered");
            heard.add("gone away because " + wire.readToEnd());
        };
        Timeouts quick = Timeouts.DEFAULT.with(dev.bailey.router.Timeout.ANSWER, Duration.ofMillis(600));
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder, settings -> settings.with(quick));
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("still answered");
            eventually("ended", () -> upstream.heard().contains("gone away because " + SETTINGS_TIMEOUT));
        }
    }

    @Test
    void aDeadConnectionIsToldByItsSilenceBeforeItsRequestsWouldBe() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int warm = wire.accept();
            wire.answer(warm, "warm");
            wire.accept();
            wire.fallSilent();
            wire.readToEnd();
        };
        // The shortest of all says how often it is looked at.
        Timeouts quick = Timeouts.DEFAULT
                .with(dev.bailey.router.Timeout.ANSWER, Duration.ofSeconds(3))
                .with(dev.bailey.router.Timeout.IDLE_UPSTREAM, Duration.ofMillis(200));
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder, settings -> settings.with(quick));
                Http2Wire client = Http2Wire.to(router.port())) {
            client.answer(client.request("GET", "/warm", true));

            // 504 would be the time of the request itself.
            assertThat(client.answer(client.request("POST", "/", true)).status())
                    .isEqualTo("502");
        }
    }

    @Test
    void trailersComeThroughAndThoseThatDescribeTheMessageDoNot() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, head("200"), false);
            wire.data(stream, "body", false);
            wire.headers(
                    stream,
                    Http2Wire.with(new DefaultHttp2Headers(false), "grpc-status", "0", "content-type", "text/evil"),
                    true);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            Http2Wire.Stream answer = client.answer(client.request("GET", "/", true));

            assertThat(answer.body).hasToString("body");
            assertThat(String.valueOf(answer.trailers.get("grpc-status"))).isEqualTo("0");
            assertThat(answer.trailers.contains("content-type")).isFalse();
        }
    }

    @Test
    void aHeadThatIsAllThereIsStaysInOnePiece() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            wire.headers(wire.accept(), head("200", "grpc-status", "5"), true);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            int stream = client.request("GET", "/", true);

            while (!client.stream(stream).begun) {
                client.read();
            }

            assertThat(client.stream(stream).ended).isTrue();
            assertThat(client.stream(stream).header("grpc-status")).isEqualTo("5");
        }
    }

    @Test
    void theHeadOfAnAnswerDoesNotWaitForItsBody() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, head("200"), false);
            // The client says more once it has heard the head.
            wire.until(stream, "more");
            wire.data(stream, "heard", true);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            int stream = client.request("POST", "/", false);
            while (!client.stream(stream).begun) {
                client.read();
            }

            client.data(stream, "more", true);

            assertThat(client.answer(stream).body).hasToString("heard");
        }
    }

    @Test
    void hintsComeThroughAndOtherWordsDoNot() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, head("102"), false);
            wire.headers(stream, head("103", "link", "</style.css>"), false);
            wire.answer(stream, "body");
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));

            assertThat(client.readUntil("body"))
                    .startsWith("HTTP/1.1 103 Early Hints\r\n")
                    .contains("</style.css>", "\r\n\r\nHTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void anAnswerToHeadKeepsTheLengthThatItSpeaksOf() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            wire.headers(wire.accept(), head("200", "content-length", "500"), true);
            wire.answer(wire.accept(), "next");
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("HEAD / HTTP/1.1|Host: web||"));

            assertThat(client.readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("content-length: 500");
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));
            assertThat(client.readUntil("next")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    private static Http2Headers head(String status, String... headers) {
        return Http2Wire.with(Http2Wire.status(status), headers);
    }
}
