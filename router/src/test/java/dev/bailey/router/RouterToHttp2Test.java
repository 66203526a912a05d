package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sides that are spoken to by HTTP/2: heads, bodies, and how many requests share a connection. */
@Timeout(30)
class RouterToHttp2Test {

    private static final byte[] THREE_STREAMS = {0, 3, 0, 0, 0, 3};
    private static final byte[] NO_STREAM = {0, 3, 0, 0, 0, 0};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aClientOfHttp1IsAnswered() throws IOException {
        try (Http2Upstream upstream = Http2Upstream.echoing();
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST /a?b HTTP/1.1|Host: web|Content-Length: 5||order"));
            assertThat(client.readUntil("POST /a?b order"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("x-bailey-side: source");
            client.readUntil("0\r\n\r\n");
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked||2|or|3|der|0||"));
            assertThat(client.readUntil("POST / order")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void theHeadIsAsHttp2WantsIt() throws IOException {
        try (Http2Upstream upstream = Http2Upstream.playing(RouterToHttp2Test::tellTheHead);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(
                    Wire.lines("GET /a?b HTTP/1.1|Host: Shop.test:81|X-Odd-Case: Kept|Connection: X-Mine, TE|X-Mine: no"
                            + "|TE: trailers|Keep-Alive: 5|Cookie: a=1; b=2||"));
            client.readUntil("\r\n\r\n");

            assertThat(upstream.heard())
                    .contains(
                            ":method: GET",
                            ":scheme: http",
                            ":path: /a?b",
                            ":authority: Shop.test:81",
                            "x-odd-case: Kept",
                            "te: trailers",
                            "cookie: a=1; b=2",
                            "x-forwarded-for: 127.0.0.1",
                            "x-forwarded-host: Shop.test:81")
                    .noneMatch(line -> line.startsWith("connection")
                            || line.startsWith("keep-alive")
                            || line.startsWith("host")
                            || line.startsWith("x-mine"));
            assertThat(upstream.heard().subList(0, 4)).allMatch(line -> line.startsWith(":"));
        }
    }

    @Test
    void aClientOfHttp2ThatWantsNoTrailersIsNotSaidToTakeThem() throws IOException {
        try (Http2Upstream upstream = Http2Upstream.playing(RouterToHttp2Test::tellTheHead);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            client.answer(client.request("GET", "/", true, "cookie", "a=1", "cookie", "b=2"));

            assertThat(upstream.heard())
                    .contains(":authority: web", "cookie: a=1; b=2")
                    .noneMatch(line -> line.startsWith("te:"));
        }
    }

    @Test
    void requestsShareAConnectionAndAnOrderOfTheirOwn() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int first = wire.accept();
            int second = wire.accept();
            wire.answer(second, "second");
            wire.answer(first, "first");
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            int one = client.request("GET", "/1", true);
            int two = client.request("GET", "/2", true);

            assertThat(client.answer(two).body).hasToString("second");
            assertThat(client.answer(one).body).hasToString("first");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void noMoreRequestsShareAConnectionThanTheUpstreamAllows() throws IOException {
        Http2Upstream.Script script = (socket, connection, heard) -> {
            try (Http2Wire wire = Http2Wire.server(socket, THREE_STREAMS)) {
                List<Integer> streams = List.of(wire.accept(), wire.accept(), wire.accept());
                heard.add("full");
                for (int stream : streams) {
                    wire.answer(stream, "from " + connection);
                }
                heard.add("then " + wire.accept());
            }
        };
        try (Http2Upstream upstream = Http2Upstream.raw(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            List<Integer> streams = new ArrayList<>();
            for (int request = 0; request < 6; request++) {
                streams.add(client.request("GET", "/", true));
            }

            for (int stream : streams) {
                assertThat(client.answer(stream).body.toString()).startsWith("from ");
            }
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void whoWaitsForRoomIsServedWhenThereIsSome() throws IOException {
        Http2Upstream.Script script = (socket, connection, heard) -> {
            try (Http2Wire wire = Http2Wire.server(socket, THREE_STREAMS)) {
                for (int stream = wire.accept(); stream > 0; stream = wire.accept()) {
                    wire.answer(stream, "from " + connection);
                }
            }
        };
        TrafficLimits one = TrafficLimits.DEFAULT.with(Limit.CONNECTIONS, 1);
        try (Http2Upstream upstream = Http2Upstream.raw(script);
                Router router = upstream.router(folder, settings -> settings.with(one));
                Http2Wire client = Http2Wire.to(router.port())) {
            List<Integer> streams = new ArrayList<>();
            for (int request = 0; request < 50; request++) {
                streams.add(client.request("GET", "/", true));
            }

            for (int stream : streams) {
                assertThat(client.answer(stream).body).hasToString("from 1");
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUpstreamThatAllowsNothingLetsThemWaitForTheirTime() throws IOException {
        Http2Upstream.Script script = (socket, connection, heard) -> {
            try (Http2Wire wire = Http2Wire.server(socket, NO_STREAM)) {
                wire.readToEnd();
            }
        };
        Timeouts quick = Timeouts.DEFAULT
                .with(dev.bailey.router.Timeout.PROGRESS, Duration.ofMillis(400))
                .with(dev.bailey.router.Timeout.ANSWER, Duration.ofMillis(400));
        TrafficLimits few = TrafficLimits.DEFAULT.with(Limit.CONNECTIONS, 3);
        try (Http2Upstream upstream = Http2Upstream.raw(script);
                Router router =
                        upstream.router(folder, settings -> settings.with(quick).with(few));
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(client.request("GET", "/", true)).status()).isEqualTo("503");
            assertThat(upstream.connections()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void anIdleConnectionIsClosedInPeace() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            wire.answer(wire.accept(), "body");
            heard.add("gone away because " + wire.readToEnd());
        };
        Timeouts quick = Timeouts.DEFAULT.with(dev.bailey.router.Timeout.IDLE_UPSTREAM, Duration.ofMillis(200));
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder, settings -> settings.with(quick));
                Http2Wire client = Http2Wire.to(router.port())) {
            client.answer(client.request("GET", "/", true));

            eventually("closed", () -> upstream.heard().contains("gone away because 0"));
        }
    }

    @Test
    void aStreamOfEventsComesAsItIsSaidAndIsAskedToComeAgain() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, Http2Wire.with(Http2Wire.status("200"), "content-type", "text/event-stream"), false);
            wire.data(stream, "data: 1\n\n", false);
            heard.add("reset " + wire.reasonOfReset(stream));
        };
        Timeouts quick = Timeouts.DEFAULT.with(dev.bailey.router.Timeout.RECONNECT, Duration.ofMillis(300));
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder, settings -> settings.with(quick));
                Http2Wire client = Http2Wire.to(router.port())) {
            int stream = client.request("GET", "/events", true);
            assertThat(client.until(stream, "data: 1").body).hasToString("data: 1\n\n");
            assertThat(router.meter().snapshot().source().longLived()).isEqualTo(1);

            router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            Http2Wire.Stream ended = client.answer(stream);
            assertThat(ended.ended).isTrue();
            assertThat(ended.resetBecause).isEqualTo(-1);
            eventually("cancelled", () -> upstream.heard().contains("reset 8"));
        }
    }

    @Test
    void streamsOfEventsTakeNoConnectionsAwayFromRequests() throws IOException {
        Http2Upstream.Script script = (socket, connection, heard) -> {
            try (Http2Wire wire = Http2Wire.server(socket, THREE_STREAMS)) {
                for (int stream = wire.accept(); stream > 0; stream = wire.accept()) {
                    if (String.valueOf(wire.stream(stream).head.path()).equals("/events")) {
                        wire.headers(
                                stream,
                                Http2Wire.with(Http2Wire.status("200"), "content-type", "text/event-stream"),
                                false);
                        wire.data(stream, "data: 1\n\n", false);
                    } else {
                        wire.answer(stream, "from " + connection);
                    }
                }
            }
        };
        TrafficLimits one = TrafficLimits.DEFAULT.with(Limit.CONNECTIONS, 1);
        try (Http2Upstream upstream = Http2Upstream.raw(script);
                Router router = upstream.router(folder, settings -> settings.with(one));
                Http2Wire client = Http2Wire.to(router.port())) {
            for (int user = 0; user < 3; user++) {
                client.until(client.request("GET", "/events", true), "data: 1");
            }

            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("from 2");
        }
    }

    @Test
    void aWebSocketIsRefusedInWords() throws IOException {
        try (Http2Upstream upstream = Http2Upstream.echoing();
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET /ws HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket"
                    + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||"));

            assertThat(client.readUntil("}"))
                    .startsWith("HTTP/1.1 501 ")
                    .contains("the side takes no WebSockets, because it is spoken to by HTTP/2");
            assertThat(upstream.heard()).isEmpty();
        }
    }

    @Test
    void aClientThatTakesNothingHoldsItsUpstreamBackAndNobodyElse() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int large = wire.accept();
            wire.headers(large, Http2Wire.status("200"), false);
            // All that the first window allows, and then another request.
            for (int part = 0; part < 65_535 / 13_107; part++) {
                wire.data(large, "x".repeat(13_107), false);
            }
            heard.add("said");
            wire.answer(wire.accept(), "quick");
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire slow = Wire.to(router.port());
                Wire quick = Wire.to(router.port())) {
            slow.send(Wire.lines("GET /large HTTP/1.1|Host: web||"));
            eventually("said", () -> upstream.heard().contains("said"));

            quick.send(Wire.lines("GET / HTTP/1.1|Host: web||"));

            assertThat(quick.readUntil("quick")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    private static void tellTheHead(Http2Wire wire, int connection, List<String> heard) throws IOException {
        int stream = wire.accept();
        Http2Headers head = wire.stream(stream).head;
        for (Map.Entry<CharSequence, CharSequence> each : head) {
            assertThat(each.getKey().toString())
                    .isEqualTo(each.getKey().toString().toLowerCase(Locale.ROOT));
            heard.add(each.getKey() + ": " + each.getValue());
        }
        wire.answer(stream, "body");
        wire.readToEnd();
    }
}
