package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams that are told the client of each connection by the PROXY protocol, byte by byte. */
@Timeout(30)
class RouterNamesClientsTest {

    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web||");

    @TempDir
    private Path folder;

    @AutoClose
    private final ScriptedUpstream upstream = ScriptedUpstream.withoutContent();

    @Test
    void theFirstVersionIsALineBeforeTheFirstRequestAlone() throws IOException {
        try (Router router = naming(ProxyProtocol.V1, TrafficLimits.DEFAULT);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), router.port());
                Wire client = new Wire(socket)) {
            ask(client);
            ask(client);

            assertThat(upstream.heard().get(0))
                    .startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 " + socket.getLocalPort() + " " + router.port()
                            + "\r\nGET / HTTP/1.1\r\n");
            assertThat(upstream.heard().get(1)).startsWith("GET / HTTP/1.1\r\n");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void theSecondVersionIsBytes() throws IOException {
        upstream.plays((wire, heard) -> {
            heard.add(wire.read(28));
            heard.add(wire.readUntil("\r\n\r\n"));
            wire.send("HTTP/1.1 204 No Content\r\n\r\n");
        });
        try (Router router = naming(ProxyProtocol.V2, TrafficLimits.DEFAULT);
                Wire client = Wire.to(router.port())) {
            ask(client);

            assertThat(upstream.heard().get(0))
                    .startsWith("\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u007f\0\0\u0001\u007f\0\0\u0001");
            assertThat(upstream.heard().get(1)).startsWith("GET / HTTP/1.1\r\n");
        }
    }

    @Test
    void aConnectionIsNeverUsedForAnotherClient() throws IOException {
        try (Router router = naming(ProxyProtocol.V1, TrafficLimits.DEFAULT)) {
            List<Wire> clients = clients(router, 8);
            for (int turn = 0; turn < 5; turn++) {
                for (Wire client : clients) {
                    ask(client);
                }
            }

            assertThat(upstream.connections()).isEqualTo(8);
            assertThat(headers()).hasSize(8).doesNotHaveDuplicates();
            close(clients);
        }
    }

    @Test
    void moreClientsThanConnectionsAreServedOneAfterTheOther() throws IOException {
        try (Router router = naming(ProxyProtocol.V1, TrafficLimits.DEFAULT.with(Limit.CONNECTIONS, 2))) {
            List<Wire> clients = clients(router, 6);
            for (int turn = 0; turn < 2; turn++) {
                for (Wire client : clients) {
                    client.send(GET);
                }
                for (Wire client : clients) {
                    assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
                }
            }

            assertThat(headers()).hasSize(upstream.connections());
            assertThat(upstream.heard()).hasSize(12);
            close(clients);
        }
    }

    @Test
    void theClientThatATrustedPeerNamesIsTold() throws IOException {
        try (Router router = Router.start(
                        settings(ProxyProtocol.V1).with(Front.LOOPBACK.behind(new Hops(List.of("127.0.0.1"), false))));
                Wire peer = Wire.to(router.port())) {
            peer.send(Wire.lines("GET / HTTP/1.1|Host: web|X-Forwarded-For: 192.0.2.1||"));
            peer.readUntil("\r\n\r\n");
            peer.send(Wire.lines("GET / HTTP/1.1|Host: web|X-Forwarded-For: 2001:db8::1||"));
            peer.readUntil("\r\n\r\n");

            assertThat(headers())
                    .containsExactly(
                            "PROXY TCP4 192.0.2.1 127.0.0.1 0 " + router.port(),
                            "PROXY TCP6 2001:db8::1 :: 0 " + router.port());
        }
    }

    private static void ask(Wire client) throws IOException {
        client.send(GET);
        assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
    }

    private List<String> headers() {
        return upstream.heard().stream()
                .map(head -> head.substring(0, head.indexOf("\r\n")))
                .filter(line -> line.startsWith("PROXY "))
                .toList();
    }

    private static List<Wire> clients(Router router, int count) throws IOException {
        List<Wire> clients = new ArrayList<>();
        for (int client = 0; client < count; client++) {
            clients.add(Wire.to(router.port()));
        }
        return clients;
    }

    private static void close(List<Wire> clients) throws IOException {
        for (Wire client : clients) {
            client.close();
        }
    }

    private Router naming(ProxyProtocol version, TrafficLimits limits) {
        return Router.start(settings(version).with(limits));
    }

    private RouterSettings settings(ProxyProtocol version) {
        Upstream named = Upstream.of(upstream.uri()).naming(version);
        return RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(named, named);
    }
}
