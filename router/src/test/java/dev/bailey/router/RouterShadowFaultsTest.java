package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The other side may do what it likes: users do not notice, and what was not compared is counted by reason. */
@Timeout(30)
class RouterShadowFaultsTest {

    private static final ShadowSettings ALL = ShadowSettings.of(1);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aHungSideFillsTheQueueAndNothingElse() throws IOException {
        try (ShadowWorld world =
                new ShadowWorld(folder, ShadowWorld.hanging(), ALL.within(LONG).queueing(3, 2, 1_000_000))) {
            for (int request = 0; request < 20; request++) {
                assertThat(world.read("/" + request).body()).isEqualTo("source");
            }

            world.awaitDropped(ShadowDrop.QUEUE_FULL, 15);
            assertThat(world.awaitHeard(2)).hasSize(2);
            assertThat(world.target.connections()).isEqualTo(2);
        }
    }

    @Test
    void aSideThatDoesNotAnswerInTimeIsSparedUntilItDoes() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowWorld.hanging(), ALL.within(Duration.ofMillis(100)))) {
            eventually("the circuit opens", () -> {
                assertThat(world.read("/").body()).isEqualTo("source");
                return world.dropped(ShadowDrop.CIRCUIT_OPEN) > 0;
            });
            assertThat(world.dropped(ShadowDrop.TIMEOUT)).isGreaterThanOrEqualTo(5);

            world.target.plays(ShadowWorld.naming("target"));

            eventually("it is asked again", () -> {
                world.read("/");
                return world.shadow.figures().alike() > 0;
            });
            long spared = world.dropped(ShadowDrop.CIRCUIT_OPEN);
            world.read("/");
            assertThat(world.dropped(ShadowDrop.CIRCUIT_OPEN)).isEqualTo(spared);
        }
    }

    @Test
    void aSideThatTakesNoConnectionIsSparedToo() throws IOException {
        URI nobody;
        try (ScriptedUpstream gone = ScriptedUpstream.withoutContent()) {
            nobody = gone.uri();
        }
        try (ShadowWorld world = new ShadowWorld(
                folder,
                ShadowWorld.naming("source"),
                ShadowWorld.naming("target"),
                ALL,
                settings -> settings.with(settings.source(), Upstream.of(nobody)))) {
            world.keepPairs();
            eventually("the circuit opens", () -> {
                assertThat(world.read("/").body()).isEqualTo("source");
                return world.dropped(ShadowDrop.CIRCUIT_OPEN) > 0;
            });

            assertThat(world.dropped(ShadowDrop.UNREACHABLE)).isEqualTo(5);
            eventually("those who compare hear of it", () -> world.pairs.size() == 5);
            assertThat(world.pairs).allMatch(pair -> pair.shadow() == ShadowDrop.UNREACHABLE);
            assertThat(world.router.meter().snapshot().failed()).isZero();
        }
    }

    @Test
    void aSideThatBreaksOffIsCounted() throws IOException {
        ScriptedUpstream.Script cut = (wire, heard) -> {
            ShadowWorld.asked(wire);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        };
        try (ShadowWorld world = new ShadowWorld(folder, cut, ALL)) {
            assertThat(world.read("/").body()).isEqualTo("source");

            world.awaitDropped(ShadowDrop.BROKEN_OFF, 1);
        }
    }

    @Test
    void anAnswerThatIsTooLargeToKeepReachesItsUserWhole() throws IOException {
        String body = "x".repeat(300_000);
        for (String framing : List.of("Content-Length: 300000\r\n\r\n" + body, chunked(body))) {
            try (ShadowWorld world = new ShadowWorld(
                    folder,
                    ShadowWorld.answering("HTTP/1.1 200 OK\r\n" + framing),
                    ShadowWorld.naming("target"),
                    ALL,
                    settings -> settings)) {
                assertThat(world.read("/").body()).isEqualTo(body);

                world.awaitDropped(ShadowDrop.BODY_TOO_LARGE, 1);
                assertThat(world.target.heard()).isEmpty();
            }
        }
    }

    @Test
    void aRequestThatIsTooLargeToKeepReachesItsSideWhole() throws IOException {
        ShadowSettings small =
                ALL.with(List.of(SafeRequest.readsOnly("POST /search"))).withBodies(1_000);
        try (ShadowWorld world = new ShadowWorld(folder, small)) {
            world.send(world.request("/search").POST(BodyPublishers.ofString("x".repeat(1_001))));
            world.awaitDropped(ShadowDrop.BODY_TOO_LARGE, 1);
            assertThat(world.source.heard().get(0)).endsWith("x".repeat(1_001));

            world.send(world.request("/search").POST(BodyPublishers.ofString("x".repeat(1_000))));

            assertThat(world.awaitHeard(1)).singleElement().asString().endsWith("\r\n\r\n" + "x".repeat(1_000));
        }
    }

    @Test
    void aRequestThatIsAnsweredBeforeItsEndIsNotSentInPart() throws IOException {
        ScriptedUpstream.Script hasty = (wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            heard.add(wire.read("5\r\nboots\r\n".length()));
            wire.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
            wire.readToEnd();
        };
        ShadowSettings safe = ALL.with(List.of(SafeRequest.readsOnly("POST /search")));
        try (ShadowWorld world =
                        new ShadowWorld(folder, hasty, ShadowWorld.naming("target"), safe, settings -> settings);
                Wire client = Wire.to(world.router.port())) {
            client.send("POST /search HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nboots\r\n");

            assertThat(client.readUntil("no")).startsWith("HTTP/1.1 413 ");
            world.awaitDropped(ShadowDrop.NOT_ANSWERED, 1);
            assertThat(world.target.heard()).isEmpty();
        }
    }

    @Test
    void aStreamedAnswerThatFitsIsKeptWhole() throws IOException {
        String body = "0123456789".repeat(10_000);
        try (ShadowWorld world = new ShadowWorld(
                folder,
                ShadowWorld.answering("HTTP/1.1 200 OK\r\n" + chunked(body)),
                ShadowWorld.answering("HTTP/1.1 200 OK\r\n" + chunked(body)),
                ALL.withBodies(100_000),
                settings -> settings)) {
            world.keepPairs();

            assertThat(world.read("/").body()).isEqualTo(body);

            eventually("the pair is there", () -> world.pairs.size() == 1);
            ShadowWorld.Pair pair = world.pairs.get(0);
            assertThat(pair.primary().body().remaining()).isEqualTo(100_000);
            assertThat(pair.shadow())
                    .isInstanceOfSatisfying(
                            ShadowAnswer.class,
                            answer -> assertThat(answer.body())
                                    .isEqualTo(pair.primary().body()));
        }
    }

    @Test
    void anAnswerOfTheOtherSideThatIsTooLargeIsGivenUp() throws IOException {
        try (ShadowWorld world = new ShadowWorld(
                folder, ShadowWorld.answering("HTTP/1.1 200 OK\r\n" + chunked("x".repeat(200_000))), ALL)) {
            assertThat(world.read("/").body()).isEqualTo("source");

            world.awaitDropped(ShadowDrop.ANSWER_TOO_LARGE, 1);
        }
    }

    @Test
    void whatIsKeptHasABound() throws IOException {
        ShadowSettings tight = ALL.withBodies(1_000).queueing(100, 1, 3_000);
        try (ShadowWorld world = new ShadowWorld(folder, ShadowWorld.hanging(), tight.within(LONG))) {
            for (int request = 0; request < 5; request++) {
                world.read("/");
            }

            world.awaitDropped(ShadowDrop.MEMORY_FULL, 3);
        }
    }

    @Test
    void streamsAreNotSentTwice() throws IOException {
        try (ShadowWorld world = new ShadowWorld(
                folder,
                ShadowWorld.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + chunked("data: 1\n\n")),
                ShadowWorld.naming("target"),
                ALL,
                settings -> settings)) {
            assertThat(world.read("/").body()).isEqualTo("data: 1\n\n");
            world.awaitDropped(ShadowDrop.STREAM, 1);

            try (Wire client = Wire.to(world.router.port())) {
                client.send(Wire.lines("GET / HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket"
                        + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||"));
                world.awaitDropped(ShadowDrop.STREAM, 2);
            }
            assertThat(world.target.heard()).isEmpty();
        }
    }

    @Test
    void whatTheSourceDoesNotAnswerIsNotCompared() throws IOException {
        ScriptedUpstream.Script cut = (wire, heard) -> heard.add(ShadowWorld.asked(wire));
        try (ShadowWorld world =
                new ShadowWorld(folder, cut, ShadowWorld.naming("target"), ALL, settings -> settings)) {
            assertThat(world.read("/").statusCode()).isEqualTo(502);

            world.awaitDropped(ShadowDrop.NOT_ANSWERED, 1);
            assertThat(world.target.heard()).isEmpty();
        }
    }

    @Test
    void whoComparesTooSlowlyMissesPairsAndHoldsUpNobody() throws IOException {
        CountDownLatch compared = new CountDownLatch(1);
        try (ShadowWorld world = new ShadowWorld(folder, ALL.withBodies(1_000).queueing(100, 4, 8_000))) {
            world.shadow.tells((request, primary, shadow) -> await(compared));
            for (int request = 0; request < 20; request++) {
                assertThat(world.read("/").body()).isEqualTo("source");
                int answered = request + 1;
                eventually("it is answered", () -> world.shadow.figures().alike() == answered);
            }

            assertThat(world.shadow.figures().pairsDropped()).isBetween(10L, 15L);
            compared.countDown();
            eventually("the rest is compared", () -> {
                ShadowFigures figures = world.shadow.figures();
                return figures.pairs() + figures.pairsDropped() == 20;
            });
        }
    }

    @Test
    void aMistakeOfWhoComparesIsNotTheEnd() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.shadow.tells((request, primary, shadow) -> {
                if (request.target().equals("/bad")) {
                    throw new IllegalStateException("thrown by the test");
                }
            });
            world.read("/bad");
            world.read("/good");

            eventually("the next one is compared", () -> world.shadow.figures().pairs() == 1);
        }
    }

    @Test
    void aRouterThatClosesLeavesNoShadowBehind() throws IOException {
        ShadowWorld world = new ShadowWorld(folder, ShadowWorld.hanging(), ALL.within(LONG));
        try (world) {
            world.keepPairs();
            world.read("/");
            world.awaitHeard(1);
        }

        assertThat(world.dropped(ShadowDrop.CLOSING)).isEqualTo(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("router-web-shadow");
    }

    @Test
    void whoScrapesSeesWhatBecameOfThem() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.read("/");
            world.write("/orders", "boots");
            eventually("it is answered", () -> world.shadow.figures().alike() == 1);

            MetricsText metrics = MetricsText.of(world.router);

            assertThat(metrics.value("shadow_sampled_total{service=\"web\"}")).isEqualTo(2);
            assertThat(metrics.value("shadow_requests_total{service=\"web\",side=\"target\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("shadow_answers_total{service=\"web\",status=\"alike\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("shadow_dropped_total{reason=\"unsafe\",service=\"web\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("shadow_duration_seconds_count{service=\"web\",side=\"target\"}"))
                    .isEqualTo(1);
        }
    }

    private static String chunked(String body) {
        return "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
