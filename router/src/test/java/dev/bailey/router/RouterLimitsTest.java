package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much a client may take. */
@Timeout(30)
class RouterLimitsTest {

    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web||");

    @TempDir
    private Path folder;

    @AutoClose
    private final ScriptedUpstream upstream = ScriptedUpstream.withoutContent();

    @Test
    void asManyHeadersAsAllowedGoThroughAndOneMoreIsRefused() throws IOException {
        try (Router router = with(Limit.HEADERS, 3);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web|A: 1|B: 2||"));
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");

            client.send(Wire.lines("GET / HTTP/1.1|Host: web|A: 1|B: 2|C: 3||"));

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 431 ").contains("more than 3 headers");
            assertThat(upstream.heard()).hasSize(1);
        }
    }

    @Test
    void aBodyThatSaysItIsTooLongIsRefusedBeforeItIsSent() throws IOException {
        try (Router router = with(Limit.BODY, 1_000);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Content-Length: 1001|Expect: 100-continue||"));

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413 ").contains("onnection: close");
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void aBodyAsLongAsAllowedGoesThrough() throws IOException {
        try (RecordingUpstream recording = new RecordingUpstream();
                Router router = to(recording.uri(), TrafficLimits.DEFAULT.with(Limit.BODY, 10));
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked||a|0123456789|0||"));

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(recording.heard()).singleElement().asString().endsWith("0123456789");
        }
    }

    @Test
    void aBodyThatGrowsTooLongIsRefusedAndNeverLooksWhole() throws IOException {
        String part = "3e8\r\n" + "a".repeat(1_000) + "\r\n";
        upstream.plays((wire, heard) -> heard.add(wire.readToEnd()));
        try (Router router = with(Limit.BODY, 1_500);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked||") + part);
            eventually("the side is asked", () -> upstream.connections() == 1);

            client.send(part + "0\r\n\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ").contains("longer than this router takes");
            eventually("cut", () -> !upstream.heard().isEmpty());
            assertThat(upstream.heard().get(0)).startsWith("POST ").doesNotContain("\r\n0\r\n");
            assertThat(router.meter().snapshot().refused()).isEqualTo(1);
        }
    }

    @Test
    void aClientTooManyIsClosedAndServedWhenAnotherHasLeft() throws IOException {
        try (Router router = with(Limit.CLIENTS, 1)) {
            try (Wire first = Wire.to(router.port());
                    Wire second = Wire.to(router.port())) {
                assertThat(second.readToEnd()).isEmpty();
                first.send(GET);
                assertThat(first.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
                assertThat(router.meter().snapshot().turnedAway()).containsEntry(TurnedAway.ROUTER_FULL, 1L);
            }
            eventually("it has left", () -> router.meter().snapshot().clients() == 0);

            assertThat(answer(router, "127.0.0.1")).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void aWebSocketTakesThePlaceOfAClientUntilItIsClosed() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: upgrade||"));
            wire.readToEnd();
        });
        try (Router router = with(Limit.CLIENTS, 1)) {
            try (Wire socket = Wire.to(router.port())) {
                socket.send(Wire.lines("GET /chat HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket"
                        + "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13||"));
                assertThat(socket.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
                assertThat(router.meter().snapshot().clients()).isEqualTo(1);
            }

            eventually("it has left", () -> router.meter().snapshot().clients() == 0);
        }
    }

    @Test
    void anAddressMayHaveOnlySoManyConnectionsAndOthersAreServed() throws IOException {
        try (Router router = with(Limit.CLIENTS_PER_ADDRESS, 1);
                Wire first = Wire.to(router.port());
                Wire second = Wire.to(router.port())) {
            first.send(GET);

            assertThat(second.readToEnd()).isEmpty();
            assertThat(first.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            assertThat(answer(router, "127.0.0.2")).startsWith("HTTP/1.1 204 ");
            assertThat(router.meter().snapshot().turnedAway()).containsOnlyKeys(TurnedAway.ADDRESS_FULL);
        }
    }

    @Test
    void aTrustedPeerBringsManyClients() throws IOException {
        TrafficLimits limits = TrafficLimits.DEFAULT.with(Limit.CLIENTS_PER_ADDRESS, 1);
        try (Router router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), file())
                        .with(Front.LOOPBACK.behind(new Hops(List.of("127.0.0.1"), false)))
                        .with(limits));
                Wire first = Wire.to(router.port())) {
            first.send(GET);
            assertThat(first.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");

            assertThat(answer(router, "127.0.0.1")).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void theLastRequestThatAConnectionMayCarryClosesIt() throws IOException {
        try (Router router = with(Limit.REQUESTS_PER_CONNECTION, 2);
                Wire client = Wire.to(router.port())) {
            client.send(GET);
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ").doesNotContain("close");

            client.send(GET);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 204 ").containsIgnoringCase("Connection: close");
        }
    }

    @Test
    void aLimitThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> TrafficLimits.DEFAULT.with(Limit.REQUEST_LINE, 10))
                .hasMessage("the limit of request line is at least 256 and at most 1048576: 10");
    }

    private Router with(Limit which, long value) {
        return to(upstream.uri(), TrafficLimits.DEFAULT.with(which, value));
    }

    private Router to(URI uri, TrafficLimits limits) {
        return Router.start(RouterSettings.of("web", uri, uri, file()).with(limits));
    }

    private Path file() {
        return folder.resolve("routes.json");
    }

    private static String answer(Router router, String from) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (from.charAt(8) - '0')});
        try (Wire client = new Wire(new Socket(loopback, router.port(), local, 0))) {
            client.send(GET);
            return client.readUntil("\r\n\r\n");
        }
    }
}
