package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A side that takes no connections. */
@Timeout(30)
class RouterDownSideTest {

    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web|Connection: close||");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void isKnownToBeDownUntilAProbeComesThrough() throws IOException {
        int port = FreePort.next();
        try (Router router = to(URI.create("http://127.0.0.1:" + port))) {
            assertThat(answer(router)).startsWith("HTTP/1.1 502 ");
            assertThat(router.meter().snapshot().source().down()).isTrue();
            assertThat(answer(router)).startsWith("HTTP/1.1 503 ").containsIgnoringCase("Retry-After: 1");
            assertThat(router.meter().snapshot().source().failures())
                    .containsEntry(Failure.UPSTREAM_REFUSED, 1L)
                    .containsEntry(Failure.UPSTREAM_DOWN, 1L);
            HttpServer server = server(port);

            eventually("up", () -> !router.meter().snapshot().source().down());

            assertThat(answer(router)).startsWith("HTTP/1.1 200 ");
            server.stop(0);
        }
    }

    @Test
    void isNotDownWhileAConnectionToItIsOpen() throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (Router router = to(URI.create("http://127.0.0.1:" + listening.getLocalPort()));
                Wire first = Wire.to(router.port())) {
            first.send(GET);
            try (Wire upstream = new Wire(listening.accept())) {
                upstream.readUntil("\r\n\r\n");
                listening.close();
                assertThat(answer(router)).startsWith("HTTP/1.1 502 ");

                assertThat(answer(router)).startsWith("HTTP/1.1 502 ");

                upstream.send("HTTP/1.1 204 No Content\r\n\r\n");
                assertThat(first.readToEnd()).startsWith("HTTP/1.1 204 ");
            }
        }
    }

    @Test
    void whoWaitsForAConnectionIsAnsweredWhenItGoesDown() throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (Router router = Router.start(settings(URI.create("http://127.0.0.1:" + listening.getLocalPort()))
                        .with(TrafficLimits.DEFAULT.with(Limit.CONNECTIONS, 1)));
                Wire first = Wire.to(router.port());
                Wire second = Wire.to(router.port());
                Wire third = Wire.to(router.port())) {
            first.send(GET);
            try (Wire upstream = new Wire(listening.accept())) {
                upstream.readUntil("\r\n\r\n");
                second.send(GET);
                third.send(GET);
                eventually("routed", () -> router.meter().snapshot().source().inFlight() == 3);
                listening.close();
            }

            assertThat(first.readToEnd()).startsWith("HTTP/1.1 502 ");
            assertThat(second.readToEnd()).startsWith("HTTP/1.1 502 ");
            assertThat(third.readToEnd()).startsWith("HTTP/1.1 503 ").contains("known to be down");
        }
    }

    private Router to(URI upstream) {
        return Router.start(settings(upstream));
    }

    private RouterSettings settings(URI upstream) {
        return RouterSettings.of("web", upstream, upstream, folder.resolve("routes.json"));
    }

    private static String answer(Router router) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(GET);
            return client.readToEnd();
        }
    }

    private static HttpServer server(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
