package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.core.Side;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterAccessLogTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final double ALL = 100;
    private static final double NONE = 0;

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void name() {
        log = folder.resolve("web.log");
    }

    @Test
    void aLineTellsWhatCameOfARequest() throws IOException {
        Instant before = Instant.now();
        try (World world = world(AccessLog.to(log).sampling(ALL))) {
            world.send(
                    world.request("/echo")
                            .POST(BodyPublishers.ofString("order 1"))
                            .header("User-Agent", "shop/1")
                            .header("Referer", "http://shop.example/cart"),
                    BodyHandlers.ofString());
        }

        JsonNode line = only();
        assertThat(Instant.parse(line.path("time").asText())).isBetween(before, Instant.now());
        assertThat(line.path("service").asText()).isEqualTo("web");
        assertThat(line.path("client").asText()).isEqualTo("127.0.0.1");
        assertThat(line.path("method").asText()).isEqualTo("POST");
        assertThat(line.path("host").asText()).startsWith("127.0.0.1:");
        assertThat(line.path("path").asText()).isEqualTo("/echo");
        assertThat(line.path("protocol").asText()).isEqualTo("HTTP/1.1");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("side").asText()).isEqualTo("source");
        assertThat(line.path("epoch").asInt()).isZero();
        assertThat(line.path("bytesIn").asInt()).isEqualTo(7);
        assertThat(line.path("bytesOut").asInt()).isEqualTo(7);
        assertThat(line.path("attempts").asInt()).isEqualTo(1);
        assertThat(line.path("userAgent").asText()).isEqualTo("shop/1");
        assertThat(line.path("referer").asText()).isEqualTo("http://shop.example/cart");
        assertThat(line.path("totalMillis").asDouble())
                .isGreaterThanOrEqualTo(line.path("firstByteMillis").asDouble());
        assertThat(line.path("firstByteMillis").asDouble()).isPositive();
    }

    @Test
    void whatDidNotHappenIsAbsent() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(ALL))) {
            world.read("/");
        }

        assertThat(only().fieldNames())
                .toIterable()
                .doesNotContain("heldMillis", "failure", "clientGone", "requestId", "traceId", "referer");
    }

    @Test
    void anOrdinaryRequestIsWrittenOnlyWhenTheSampleTakesIt() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE))) {
            world.read("/");
        }

        assertThat(AccessLines.in(log)).isEmpty();
    }

    @Test
    void aSampleOfAThirdTakesAboutAThird() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(33))) {
            for (int request = 0; request < 300; request++) {
                world.read("/");
            }
        }

        // Further from 99 than nine standard deviations by chance alone is never.
        assertThat(AccessLines.in(log))
                .hasSizeBetween(25, 175)
                .allSatisfy(line -> assertThat(line.path("sampled").asBoolean()).isTrue());
    }

    @Test
    void aFailureIsWrittenWhateverTheSample() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE))) {
            world.source.close();
            world.read("/");
        }

        JsonNode line = only();
        assertThat(line.path("status").asInt()).isEqualTo(502);
        assertThat(line.path("failure").asText()).isEqualTo("upstream_refused");
        assertThat(line.path("sampled").asBoolean()).isFalse();
        assertThat(line.path("bytesOut").asInt()).isPositive();
    }

    @Test
    void anAnswerOf500IsWrittenWhateverTheSample() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(
                        ScriptedUpstream.answering(Wire.lines("HTTP/1.1 500 Oops|Content-Length: 0||")));
                Router router = routerTo(upstream, AccessLog.to(log).sampling(NONE));
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web|Connection: close||"));
            client.readToEnd();
        }

        assertThat(only().path("status").asInt()).isEqualTo(500);
    }

    @Test
    void aHeldRequestIsWrittenWithItsTimeInTheHold() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE))) {
            world.router.hold(world.held(1), LIMIT).toCompletableFuture().join();
            CompletableFuture<HttpResponse<String>> parked = world.write("/", "order");
            Eventually.eventually("parked", () -> world.parked() == 1);
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
            parked.join();
        }

        JsonNode line = only();
        assertThat(line.path("heldMillis").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(line.path("totalMillis").asDouble());
        assertThat(line.path("side").asText()).isEqualTo("target");
        assertThat(line.path("epoch").asInt()).isEqualTo(2);
    }

    @Test
    void aSlowRequestIsWrittenWhateverTheSample() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE).slowFrom(Duration.ofMillis(1)))) {
            CompletableFuture<HttpResponse<String>> slow = world.write("/slow", "order");
            Eventually.eventually("there", () -> world.source.writes().size() == 1);
            long then = System.nanoTime() + Duration.ofMillis(2).toNanos();
            Eventually.eventually("slow enough", () -> System.nanoTime() > then);
            world.source.letSlowRequestsAnswer();
            slow.join();
        }

        assertThat(only().path("path").asText()).isEqualTo("/slow");
    }

    @Test
    void aRefusedRequestIsWrittenWithoutASide() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE));
                Wire client = Wire.to(world.router.port())) {
            client.send(Wire.lines("CONNECT web:443 HTTP/1.1|Host: web:443||"));
            client.readToEnd();
        }

        JsonNode line = only();
        assertThat(line.path("status").asInt()).isEqualTo(501);
        assertThat(line.has("side")).isFalse();
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerIsWrittenAs499() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE))) {
            try (Wire client = Wire.to(world.router.port())) {
                client.send(Wire.lines("GET /slow HTTP/1.1|Host: web||"));
                Eventually.eventually(
                        "sent", () -> world.router.meter().snapshot().source().inFlight() == 1);
            }
            JsonNode line = AccessLines.in(log, 1).get(0);

            assertThat(line.path("status").asInt()).isEqualTo(499);
            assertThat(line.path("clientGone").asBoolean()).isTrue();
        }
    }

    @Test
    void aParkedClientThatLeavesIsWritten() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(NONE))) {
            world.router.hold(world.held(1), LIMIT).toCompletableFuture().join();
            try (Wire client = Wire.to(world.router.port())) {
                client.send(Wire.lines("DELETE / HTTP/1.1|Host: web||"));
                Eventually.eventually("parked", () -> world.parked() == 1);
            }
            JsonNode line = AccessLines.in(log, 1).get(0);

            assertThat(line.path("status").asInt()).isEqualTo(499);
            assertThat(line.path("heldMillis").asDouble()).isPositive();
        }
    }

    @Test
    void aWebSocketIsWrittenWhenItIsOverWithItsBytes() {
        try (ChatServer chat = new ChatServer("source");
                Router router = Router.start(
                        RouterSettings.of("web", chat.uri(), URI.create("http://127.0.0.1:1"), folder.resolve("r.json"))
                                .with(Telemetry.NONE.with(AccessLog.to(log).sampling(ALL))))) {
            Chatter user = Chatter.to(router.port());
            user.say("hello");
            Eventually.eventually("answered", () -> user.heard.size() == 1);
            assertThat(AccessLines.in(log)).isEmpty();
            user.socket().sendClose(1000, "bye").join();

            JsonNode line = AccessLines.in(log, 1).get(0);
            assertThat(line.path("status").asInt()).isEqualTo(101);
            // A frame of a client has 6 bytes before its text, and one of the server 2.
            assertThat(line.path("bytesIn").asInt()).isGreaterThanOrEqualTo(11);
            assertThat(line.path("bytesOut").asInt()).isGreaterThanOrEqualTo(15);
        }
    }

    @Test
    void theClientIsWhoTheTrustedPeersSay() throws IOException {
        Hops behindABalancer = new Hops(List.of("127.0.0.0/8"), /* forwarded= */ false);
        try (World world = new World(
                folder,
                settings -> settings.with(Front.LOOPBACK.behind(behindABalancer))
                        .with(Telemetry.NONE.with(AccessLog.to(log).sampling(ALL))))) {
            world.send(world.request("/").header("X-Forwarded-For", "203.0.113.7"), BodyHandlers.ofString());
        }

        assertThat(only().path("client").asText()).isEqualTo("203.0.113.7");
    }

    @Test
    void valuesOfQueriesAreMasked() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(ALL))) {
            world.send(
                    world.request("/find?token=abc&page=2&flag&=x")
                            .header("Referer", "http://me:word@shop.example/a?token=abc#here"),
                    BodyHandlers.ofString());
        }

        JsonNode line = only();
        assertThat(line.path("path").asText()).isEqualTo("/find?token=*&page=*&*&=*");
        assertThat(line.path("referer").asText()).isEqualTo("http://*@shop.example/a?token=*");
    }

    @Test
    void valuesOfQueriesAreShownWhereThePlanAllowsIt() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(ALL).showingQueries())) {
            world.read("/find?page=2");
        }

        assertThat(only().path("path").asText()).isEqualTo("/find?page=2");
    }

    @Test
    void credentialsAreNeverWritten() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(ALL).showingQueries())) {
            world.send(
                    world.request("/").header("Authorization", "Bearer sesame").header("Cookie", "session=sesame"),
                    BodyHandlers.ofString());
        }

        assertThat(Files.readString(log)).isNotEmpty().doesNotContain("sesame");
    }

    @Test
    void aClientCannotForgeALine() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(ALL));
                Wire client = Wire.to(world.router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web|Connection: close|User-Agent: \"},{\"status\":200||"));
            client.readToEnd();
        }

        assertThat(only().path("userAgent").asText()).isEqualTo("\"},{\"status\":200");
    }

    @Test
    void aLineNamesTheRequestAndTheTraceThatItCameWith() throws IOException {
        try (World world = world(AccessLog.to(log).sampling(ALL))) {
            world.send(
                    world.request("/")
                            .header("X-Request-Id", "r-1")
                            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                    BodyHandlers.ofString());
        }

        assertThat(only().path("requestId").asText()).isEqualTo("r-1");
        assertThat(only().path("traceId").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    private JsonNode only() {
        assertThat(AccessLines.in(log)).hasSize(1);
        return AccessLines.in(log).get(0);
    }

    private World world(AccessLog access) throws IOException {
        return new World(folder, settings -> settings.with(Telemetry.NONE.with(access)));
    }

    private Router routerTo(ScriptedUpstream upstream, AccessLog access) {
        return Router.start(RouterSettings.of(
                        "web", upstream.uri(), URI.create("http://127.0.0.1:1"), folder.resolve("routes.json"))
                .with(Telemetry.NONE.with(access)));
    }
}
