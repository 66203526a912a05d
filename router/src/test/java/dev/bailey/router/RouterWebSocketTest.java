package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterWebSocketTest {

    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MEGABYTES_8 = 8 * 1024 * 1024;
    private static final String ASK = "GET /talk HTTP/1.1|Host: web|Connection: keep-alive, Upgrade|Upgrade: websocket|"
            + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|";

    @TempDir
    private Path folder;

    private ChatServer source;
    private ChatServer target;
    private Router router;

    @BeforeEach
    void start() {
        source = new ChatServer("source");
        target = new ChatServer("target");
        router = Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json")));
    }

    @AfterEach
    void stop() {
        router.close();
        source.close();
        target.close();
    }

    @Test
    void wordsAndBytesComeThroughBothWays() {
        Chatter user = Chatter.to(router.port());

        user.say("hello");
        user.sendBytes(MEGABYTES_8);

        eventually("answered", () -> user.heard.size() == 1 && user.bytes.size() == 1);
        assertThat(user.heard).containsExactly("source: hello");
        assertThat(user.bytes).containsExactly(MEGABYTES_8);
        assertThat(user.socket().getSubprotocol()).isEqualTo("chat");
    }

    @Test
    void theUpgradeGoesOnWithItsHeadersAndTheAnswerTellsItsSide() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(
                        Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: WebSocket|Connection: upgrade|"
                                + "Sec-WebSocket-Extensions: permessage-deflate|Sec-WebSocket-Accept: x||early")));
                Router single = routerTo(upstream);
                Wire client = Wire.to(single.port())) {
            client.send(Wire.lines(ASK + "Sec-WebSocket-Extensions: permessage-deflate|Origin: http://shop.example|"
                    + "Sec-WebSocket-Protocol: chat||"));

            String answer = client.readUntil("early");
            assertThat(answer).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
            assertThat(answer)
                    .containsIgnoringCase("\r\nconnection: upgrade\r\n")
                    .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                    .contains("permessage-deflate", "Sec-WebSocket-Accept: x", "X-Bailey-Side: source");
            assertThat(upstream.heard().get(0))
                    .startsWith("GET /talk HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nconnection: upgrade\r\n")
                    .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                    .contains("Origin: http://shop.example", "Sec-WebSocket-Protocol: chat", "permessage-deflate")
                    .contains("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13");
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(
                        "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\nX-Why: origin\r\n\r\nno!"));
                Router single = routerTo(upstream);
                Wire client = Wire.to(single.port())) {
            for (int turn = 0; turn < 2; turn++) {
                client.send(Wire.lines(ASK + "|"));

                assertThat(client.readUntil("no!"))
                        .startsWith("HTTP/1.1 403 ")
                        .contains("X-Why: origin", "X-Bailey-Side: source");
            }
        }
    }

    @Test
    void aChangeOfProtocolThatNobodyAskedForIsABadGateway() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(
                        Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: upgrade||")));
                Router single = routerTo(upstream);
                Wire client = Wire.to(single.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void aHoldParksTheUpgradeAndTheNewSideTakesIt() {
        router.hold(router.confirmed("everyone").hold(1), Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();
        Chatter user = new Chatter();
        CompletableFuture<WebSocket> connecting = user.connecting(router.port());
        eventually("parked", () -> router.meter().snapshot().heldNow() == 1);

        router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

        connecting.join().sendText("hello", /* last= */ true).join();
        eventually("answered", () -> user.heard.contains("target: hello"));
    }

    @Test
    void anOpenOneIsCountedAsLongLivedAndNoHoldWaitsForIt() {
        Chatter user = Chatter.to(router.port());
        eventually("open", () -> router.meter().snapshot().source().longLived() == 1);

        router.hold(router.confirmed("everyone").hold(1), Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();

        assertThat(router.meter().snapshot().source().inFlight()).isZero();
        user.say("still here");
        eventually("answered", () -> user.heard.contains("source: still here"));
    }

    @Test
    void aCloseComesThroughEitherWay() {
        Chatter leaving = Chatter.to(router.port());
        leaving.socket().sendClose(3000, "tired").join();
        eventually("heard", () -> source.left().contains((short) 3000));

        Chatter left = Chatter.to(router.port());
        eventually("open", () -> source.open().size() == 1);
        source.open().get(0).close((short) 4000);

        assertThat(left.closed.join()).isEqualTo(4000);
        eventually("counted", () -> router.meter().snapshot().source().longLived() == 0);
    }

    @Test
    void anEndWithoutACloseComesThroughEitherWay() throws IOException {
        Chatter leaving = Chatter.to(router.port());
        leaving.socket().abort();
        eventually("heard", () -> source.left().contains((short) 1006));

        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send(Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: upgrade||"));
                    wire.abort();
                });
                Router single = routerTo(upstream);
                Wire client = Wire.to(single.port())) {
            client.send(Wire.lines(ASK + "|"));

            assertThat(client.readToEnd()).endsWith("\r\n\r\n");
        }
    }

    @Test
    void whatTheUpstreamSentBeforeItLeftArrivesAtASlowClient() throws IOException {
        String many = "a".repeat(MEGABYTES_8);
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send(Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: upgrade||"));
                    wire.send(many);
                    wire.send("end");
                    heard.add("sent");
                });
                Router single = routerTo(upstream);
                Wire client = Wire.to(single.port())) {
            client.send(Wire.lines(ASK + "|"));
            client.readUntil("\r\n\r\n");
            // It is gone only where the sockets between hold everything; elsewhere it goes on sending meanwhile.
            long begun = System.nanoTime();
            while (single.meter().snapshot().source().longLived() > 0 && System.nanoTime() - begun < SLOW_NANOS) {
                LockSupport.parkNanos(SLOW_NANOS / 100);
            }

            assertThat(client.readToEnd().length()).isEqualTo(many.length() + 3);
        }
    }

    @Test
    void openOnesTakeNoConnectionsAwayFromRequests() {
        TrafficLimits two = TrafficLimits.DEFAULT
                .with(Limit.CONNECTIONS, 2)
                .with(Limit.WAITING, 0)
                .with(Limit.LONG_LIVED, 5);
        try (Router small = Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("r.json"))
                .with(two))) {
            for (int user = 0; user < 5; user++) {
                Chatter.to(small.port());
            }

            eventually("open", () -> small.meter().snapshot().source().longLived() == 5);
        }
    }

    @Test
    void somethingThatIsOnlyHalfAnUpgradeIsRefused() throws IOException {
        for (String half : new String[] {
            "POST / HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: x|Content-Length: 1||a",
            "GET / HTTP/1.1|Host: web|Upgrade: websocket|Sec-WebSocket-Key: x||",
            "GET / HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket, h2c|Sec-WebSocket-Key: x||",
            "GET / HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket||",
            "GET / HTTP/1.0|Host: web|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: x||",
        }) {
            try (Wire client = Wire.to(router.port())) {
                client.send(Wire.lines(half));

                assertThat(client.readToEnd()).containsPattern("^HTTP/1[.][01] 400 ");
            }
        }
    }

    private Router routerTo(ScriptedUpstream upstream) {
        return Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("other.json")));
    }
}
