package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.CLOSE;
import static dev.bailey.router.Timeout.IDLE_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Holds, ends and limits of connections that carry many requests at a time. */
@Timeout(30)
class RouterHttp2LimitsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int REFUSED_STREAM = 7;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void parkedStreamsLetReadsOfTheSameConnectionPassAndAreReleased() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            String body = "x".repeat(10_000);
            List<Integer> orders = new ArrayList<>();
            for (int order = 0; order < 100; order++) {
                int stream = client.request("POST", "/echo", false);
                client.data(stream, body, true);
                orders.add(stream);
            }
            eventually("parked", () -> world.parked() == 100);

            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("source");
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            for (int stream : orders) {
                Http2Wire.Stream answer = client.answer(stream);
                assertThat(answer.header("x-bailey-side")).isEqualTo("target");
                assertThat(answer.body).hasToString(body);
            }
        }
    }

    @Test
    void aParkedStreamThatIsResetLeavesTheQueueAlone() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            int left = client.request("POST", "/", true);
            int stays = client.request("POST", "/", true);
            eventually("parked", () -> world.parked() == 2);

            client.reset(left, 8);

            eventually("left", () -> world.parked() == 1);
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
            assertThat(client.answer(stays).body).hasToString("target");
            assertThat(world.target.writes()).hasSize(1);
        }
    }

    @Test
    void aConnectionWithoutStreamsIsClosedButOneWithAParkedStreamIsNot() throws IOException {
        try (World world = new World(folder, settings -> settings.with(idle(Duration.ofMillis(300))));
                Http2Wire idle = Http2Wire.to(world.router.port());
                Http2Wire client = Http2Wire.to(world.router.port())) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            int order = client.request("POST", "/", true);
            // Its end must not make the connection look idle.
            client.answer(client.request("GET", "/", true));

            assertThat(idle.readToEnd()).isZero();
            try (Http2Wire next = Http2Wire.to(world.router.port())) {
                next.readToEnd();
            }
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(client.answer(order).body).hasToString("target");
        }
    }

    @Test
    void aClientThatSaysNothingIsClosed() throws IOException {
        try (World world = new World(folder, settings -> settings.with(idle(Duration.ofMillis(300))));
                Wire silent = Wire.to(world.router.port());
                Wire half = Wire.to(world.router.port());
                Wire preface = Wire.to(world.router.port())) {
            half.send("PRI * HTTP/2");
            preface.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

            assertThat(silent.readToEnd()).isEmpty();
            assertThat(half.readToEnd()).isEmpty();
            // Settings come first, whatever the client says.
            assertThat(preface.readToEnd()).startsWith("\0\0");
        }
    }

    @Test
    void aClientOfTlsThatSaysNothingIsClosed() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        FrontTls tls = new FrontTls(List.of(certificates.server("web", "web.test")), FrontTls.Version.TLS_1_2);
        try (World world = new World(
                        folder,
                        settings -> settings.with(idle(Duration.ofMillis(300))).with(Front.LOOPBACK.with(tls)));
                Wire http1 = new Wire(TlsWire.to(world.router.port(), certificates.trusting(), "", "http/1.1"));
                Wire http2 = new Wire(TlsWire.to(world.router.port(), certificates.trusting(), "", "h2"))) {
            assertThat(http1.readToEnd()).isEmpty();
            assertThat(http2.readToEnd()).startsWith("\0\0");
        }
    }

    @Test
    void aParkedClientOfTlsIsNotClosed() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        FrontTls tls = new FrontTls(List.of(certificates.server("web", "web.test")), FrontTls.Version.TLS_1_2);
        try (World world = new World(
                        folder,
                        settings -> settings.with(idle(Duration.ofMillis(300))).with(Front.LOOPBACK.with(tls)));
                Http2Wire client =
                        Http2Wire.client(TlsWire.to(world.router.port(), certificates.trusting(), "", "h2"))) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            int order = client.request("POST", "/", true);
            for (int turn = 0; turn < 2; turn++) {
                try (Wire idle = new Wire(TlsWire.to(world.router.port(), certificates.trusting(), "", "h2"))) {
                    idle.readToEnd();
                }
            }

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(client.answer(order).body).hasToString("target");
        }
    }

    @Test
    void eventsAreEndedAtAFlipAndTheConnectionGoesOn() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    if (wire.readUntil("\r\n\r\n").startsWith("GET /events")) {
                        wire.send(head + "8\r\ndata: 1\n\r\n");
                        heard.add(wire.readToEnd());
                    } else {
                        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                Router router = Router.start(
                        RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
                Http2Wire client = Http2Wire.to(router.port())) {
            int events = client.request("GET", "/events", true);
            client.until(events, "data: 1");

            router.publish(World.to(Side.TARGET, 1)).toCompletableFuture().join();

            assertThat(client.answer(events).ended).isTrue();
            assertThat(client.stream(events).resetBecause).isEqualTo(-1);
            assertThat(client.answer(client.request("GET", "/", true)).body).hasToString("ok");
            eventually("ended upstream as well", () -> upstream.heard().size() == 1);
        }
    }

    @Test
    void manyStreamsThatAreTakenBackAtOnceEndTheConnection() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            for (int turn = 0; turn < 1_100; turn++) {
                client.reset(client.request("GET", "/", true), 8);
            }

            assertThat(client.readToGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void oneStreamMoreThanAnnouncedIsRefused() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            for (int stream = 0; stream < Http2Front.STREAMS_MAX; stream++) {
                client.request("POST", "/", true);
            }

            Http2Wire.Stream tooMany = client.answer(client.request("GET", "/", true));

            assertThat(tooMany.resetBecause).isEqualTo(REFUSED_STREAM);
            eventually("parked", () -> world.parked() == Http2Front.STREAMS_MAX);
        }
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            String[] headers = new String[24];
            for (int at = 0; at < headers.length; at += 2) {
                // The same again takes a byte on the wire, and its whole length of the list.
                headers[at] = "a";
                headers[at + 1] = "x".repeat(3_000);
            }

            Http2Wire.Stream answer = client.answer(client.request("GET", "/", true, headers));

            assertThat(answer.status()).isEqualTo("431");
            assertThat(world.router.meter().snapshot().requests()).isZero();
        }
    }

    @Test
    void aRouterThatClosesSaysSoAndAnswersWhatIsInFlight() throws IOException {
        try (World world = new World(folder);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            int slow = client.request("POST", "/slow", true);
            eventually("in flight", () -> world.source.writes().size() == 1);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(world.router::close);
            assertThat(client.readToGoAway()).isZero();
            world.source.letSlowRequestsAnswer();

            assertThat(client.answer(slow).body).hasToString("source");
            closing.join();
        }
    }

    private static Timeouts idle(Duration idle) {
        return Timeouts.DEFAULT.with(IDLE_CLIENT, idle).with(CLOSE, Duration.ofSeconds(5));
    }
}
