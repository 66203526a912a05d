package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that speak HTTP/2 in clear text, from the first byte on. */
@Timeout(30)
class RouterHttp2Test {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aReadIsAnsweredByTheSideOfTheRoute() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            Http2Wire.Stream answer = client.answer(client.request("GET", "/", true));

            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.body).hasToString("source");
            assertThat(answer.header("x-bailey-side")).isEqualTo("source");
            assertThat(world.router.meter().snapshot().clientsGone()).isZero();
        }
    }

    @Test
    void aPrefaceThatComesInPiecesIsOne() throws IOException {
        try (World world = new World(folder);
                Wire client = Wire.to(world.router.port())) {
            client.send("PRI * HT");
            client.send("TP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");

            // The length of the settings, which come first.
            assertThat(client.read(4)).startsWith("\0\0").endsWith("\4");
        }
    }

    @Test
    void hostCookiesAndLengthReachAnUpstreamOfHttp1AsItKnowsThem() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            client.answer(client.request("GET", "/a?b", true, "cookie", "a=1", "cookie", "b=2", "te", "trailers"));

            assertThat(upstream.heard().get(0))
                    .startsWith("GET /a?b HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nHost: web\r\n")
                    .containsIgnoringCase("\r\nCookie: a=1; b=2\r\n")
                    .doesNotContainIgnoringCase("transfer-encoding", "content-length", "te: ", ":authority");
        }
    }

    @Test
    void aBodyWithoutALengthIsSentInChunks() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            int order = client.request("POST", "/echo", false);
            client.data(order, "order ", false);
            client.data(order, "1", true);

            assertThat(client.answer(order).body).hasToString("order 1");
        }
    }

    @Test
    void anUploadThatIsCutNeverLooksWhole() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    heard.add(wire.readUntil("half"));
                    heard.add("then " + wire.readToEnd());
                });
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            int order = client.request("POST", "/", false);
            client.data(order, "half", false);
            eventually("on its way", () -> upstream.heard().size() == 1);

            client.reset(order, 8);

            eventually("cut", () -> upstream.heard().size() == 2);
            assertThat(upstream.heard().get(1)).doesNotContain("0\r\n\r\n");
            eventually("counted as gone", () -> router.meter().snapshot().clientsGone() == 1);
            assertThat(router.meter().snapshot().refused()).isZero();
        }
    }

    @Test
    void aBodyThatDoesNotFitItsLengthIsRefusedAndNeverLooksWhole() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> heard.add(wire.readToEnd()));
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            int order = client.request("POST", "/", false, "content-length", "70000");
            client.data(order, "half", false);
            client.data(order, "", true);

            assertThat(client.answer(order).resetBecause).isEqualTo(1);
            eventually("counted", () -> router.meter().snapshot().refused() == 1);
            eventually("cut", () -> upstream.heard().size() == 1);
        }
    }

    @Test
    void aLengthWithoutABodyReachesNobody() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("POST", "/", true, "content-length", "5")).resetBecause)
                    .isEqualTo(1);

            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("ok");
            assertThat(upstream.heard()).hasSize(1);
        }
    }

    @Test
    void aRefusalEndsItsOwnStreamAlone() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            int waiting = client.request("GET", "/slow", true);

            assertThat(status(client, "GET", "/#a")).isEqualTo("400");
            assertThat(status(client, "TRACE", "/")).isEqualTo("501");
            assertThat(status(client, "GET", "http://web/")).isEqualTo("400");
            assertThat(status(client, "GET", "/", "host", "web", "host", "web")).isEqualTo("400");
            assertThat(status(client, "GET", "/", "content_length", "3")).isEqualTo("400");
            assertThat(status(client, "GET", "/", "expect", "more")).isEqualTo("417");
            world.source.letSlowRequestsAnswer();
            assertThat(client.answer(waiting).body).hasToString("source");
        }
    }

    @Test
    void whatACodecMustNotLetThroughDoesNotReachAnUpstream() throws IOException {
        try (World world = new World(folder)) {
            for (String[] header : new String[][] {
                {"connection", "close"},
                {"transfer-encoding", "chunked"},
                {"upgrade", "h2c"},
                {"host", "other"},
                {"a", "b\r\nc: d"},
                {"a", "b\0"},
                {"a b", "c"},
                {"A", "b"},
                {"content-length", "+3"},
            }) {
                try (Http2Wire client = Http2Wire.to(world.router.port())) {
                    assertRefused(client, client.request("GET", "/", true, header));
                }
            }
            assertThat(world.router.meter().snapshot().requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\r\n", " HTTP/1.1\r\nHost: web\r\n\r\nGET /"})
    void aHeadThatWouldBeTwoOnAnotherConnectionDoesNotReachAnUpstream(String split) throws IOException {
        try (World world = new World(folder);
                Http2Wire first = Http2Wire.to(world.router.port());
                Http2Wire second = Http2Wire.to(world.router.port())) {
            assertRefused(first, first.request("GET" + split + "x", "/", true));
            assertRefused(second, second.request("GET", "/" + split + "x", true));

            assertThat(world.router.meter().snapshot().requests()).isZero();
        }
    }

    @Test
    void aRefusedUploadIsToldToStop() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            int order = client.request("POST", "/#a", false);

            assertThat(client.answer(order).status()).isEqualTo("400");
            client.read();
            assertThat(client.stream(order).resetBecause).isZero();
        }
    }

    @Test
    void aHostHeaderStandsInForAnAuthority() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            DefaultHttp2Headers head = new DefaultHttp2Headers(false);
            head.method("GET").scheme("http").path("/").add("host", "web:81");

            client.answer(client.request(head, true));

            assertThat(upstream.heard().get(0)).containsIgnoringCase("\r\nHost: web:81\r\n");
        }
    }

    @Test
    void answersWithoutABodyHaveNone() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 204 No Content\r\n\r\n");
                    wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
                    wire.readUntil("\r\n\r\n");
                });
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            Http2Wire.Stream head = client.answer(client.request("HEAD", "/", true));
            assertThat(head.status() + head.header("content-length")).isEqualTo("2005");

            Http2Wire.Stream empty = client.answer(client.request("GET", "/", true));
            assertThat(empty.status() + empty.header("content-length")).isEqualTo("204null");

            Http2Wire.Stream same = client.answer(client.request("GET", "/", true));
            assertThat(same.status() + same.header("content-length")).isEqualTo("3047");
        }
    }

    @Test
    void trailersComeThroughAndConnectionHeadersDoNot() throws IOException {
        String answer = Wire.lines("HTTP/1.1 200 OK|Connection: X-Own|X-Own: 1|Keep-Alive: timeout=5|"
                + "Transfer-Encoding: chunked||2|ok|0|Sum: 42||");
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(answer));
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            Http2Wire.Stream got = client.answer(client.request("GET", "/", true));

            assertThat(got.body).hasToString("ok");
            assertThat(got.trailers.get("sum")).hasToString("42");
            assertThat(got.head.names()).doesNotContain("connection", "x-own", "keep-alive", "transfer-encoding");
            assertThat(router.meter().snapshot().clientsGone()).isZero();
        }
    }

    @Test
    void aBodyThatWaitsForAWordGetsIt() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            int order = client.request("POST", "/echo", false, "content-length", "7", "expect", "100-continue");
            while (!client.stream(order).status().equals("100")) {
                client.read();
            }

            client.data(order, "order 1", true);

            assertThat(client.answer(order).body).hasToString("order 1");
        }
    }

    @Test
    void anAnswerThatBreaksOffResetsItsStreamAlone() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    if (wire.readUntil("\r\n\r\n").startsWith("GET /half")) {
                        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf");
                    } else {
                        wire.send(OK);
                    }
                });
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("GET", "/half", true)).resetBecause)
                    .isEqualTo(2);

            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("ok");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfAnUploadStopsIt() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    wire.readToEnd();
                });
                Router router = router(upstream);
                Http2Wire client = Http2Wire.to(router.port())) {
            int order = client.request("POST", "/", false);
            client.data(order, "part", false);

            assertThat(client.answer(order).status()).isEqualTo("413");
            client.read();
            assertThat(client.stream(order).resetBecause).isZero();
            assertThat(client.answer(client.request("GET", "/", true)).status()).isEqualTo("413");
        }
    }

    @Test
    void aFlipMovesTheNextStreamOfTheSameConnection() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("source");

            world.router.publish(World.to(Side.TARGET, 1)).toCompletableFuture().join();

            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("target");
        }
    }

    private static void assertRefused(Http2Wire client, int stream) throws IOException {
        Http2Wire.Stream answer = client.answer(stream);

        assertThat(answer.resetBecause == 1
                        || client.isClosed()
                        || answer.status().equals("400"))
                .isTrue();
    }

    private static String status(Http2Wire client, String method, String path, String... headers) throws IOException {
        return client.answer(client.request(method, path, true, headers)).status();
    }

    private Router router(ScriptedUpstream upstream) {
        return Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
    }
}
