package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of the users' requests reaches the other side, and what never does. */
@Timeout(30)
class RouterShadowTest {

    private static final ShadowSettings ALL = ShadowSettings.of(1);
    private static final TenantRule TENANT =
            new TenantRule(TenantRule.Place.HEADER, "X-Tenant", TenantRule.Missing.EVERYONE);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aReadReachesBothSidesAndTheUserHearsTheirOwn() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            HttpResponse<String> answer = world.read("/orders?page=2", "X-Tenant", "acme");

            assertThat(answer.body()).isEqualTo("source");
            assertThat(answer.headers().firstValue("X-Bailey-Side")).contains("source");
            assertThat(world.awaitHeard(1).get(0))
                    .startsWith("GET /orders?page=2 HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nX-Tenant: acme\r\n")
                    .containsIgnoringCase("\r\nX-Forwarded-For: 127.0.0.1\r\n")
                    .contains("\r\nX-Bailey-Shadow: 1\r\n");
            assertThat(world.source.heard()).singleElement().asString().doesNotContain("X-Bailey-Shadow");
        }
    }

    @Test
    void theOtherSideIsNotAskedBeforeTheUserIsAnswered() throws IOException {
        ScriptedUpstream.Script slow = (wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            eventually("the test lets it answer", () -> heard.contains("answer"));
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        };
        try (ShadowWorld world =
                new ShadowWorld(folder, slow, ShadowWorld.naming("target"), ALL, settings -> settings)) {
            CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> world.read("/"));
            eventually("the source is asked", () -> !world.source.heard().isEmpty());
            assertThat(world.target.connections()).isZero();

            world.source.heard().add("answer");

            assertThat(answer.join().body()).isEqualTo("ok");
            assertThat(world.awaitHeard(1)).hasSize(1);
        }
    }

    @Test
    void aWriteReachesTheOtherSideOnlyWhereItIsMadeSafe() throws IOException {
        ShadowSettings safe = ALL.with(List.of(
                        SafeRequest.readsOnly("POST /search"),
                        SafeRequest.by("POST /orders", Map.of("X-Dry-Run", "yes"))))
                .withHeaders(Map.of("X-Mail", "off"));
        try (ShadowWorld world = new ShadowWorld(folder, safe)) {
            world.write("/payments", "all of it");
            world.send(world.request("/orders").header("X-Dry-Run", "no").POST(BodyPublishers.ofString("two")));
            String order = world.awaitHeard(1).get(0);
            world.write("/search", "boots");
            String search = world.awaitHeard(2).get(1);

            assertThat(order)
                    .startsWith("POST /orders ")
                    .contains("\r\nX-Dry-Run: yes\r\n", "\r\nX-Mail: off\r\n")
                    .doesNotContain("X-Dry-Run: no")
                    .endsWith("\r\n\r\ntwo");
            assertThat(search)
                    .startsWith("POST /search ")
                    .contains("\r\nX-Mail: off\r\n")
                    .doesNotContain("X-Dry-Run")
                    .endsWith("\r\n\r\nboots");
            assertThat(world.target.heard()).hasSize(2);
            assertThat(world.dropped(ShadowDrop.UNSAFE)).isEqualTo(1);
        }
    }

    @Test
    void aReadThatThePlanCallsAWriteIsNone() throws IOException {
        try (ShadowWorld world = new ShadowWorld(
                folder,
                ShadowWorld.naming("source"),
                ShadowWorld.naming("target"),
                ALL,
                settings -> settings.with(new WriteRules(List.of(), List.of("GET /unsubscribe/*"))))) {
            world.read("/unsubscribe/7");

            world.awaitDropped(ShadowDrop.UNSAFE, 1);
            world.read("/");
            assertThat(world.awaitHeard(1)).singleElement().asString().startsWith("GET / ");
        }
    }

    @Test
    void aSafeRequestThatSaysItIsAnotherOneIsNotSent() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL.with(List.of(SafeRequest.readsOnly("POST /search"))))) {
            world.send(world.request("/search")
                    .header("X-HTTP-Method-Override", "DELETE")
                    .POST(BodyPublishers.ofString("all")));
            world.write("/search/", "all");
            world.write("/search;v=1", "all");

            world.awaitDropped(ShadowDrop.UNSAFE, 3);
            assertThat(world.target.heard()).isEmpty();
        }
    }

    @Test
    void aShadowHasNoShadow() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.read("/marked", "X-Bailey-Shadow", "1");
            world.read("/");

            assertThat(world.awaitHeard(1)).singleElement().asString().startsWith("GET / ");
        }
    }

    @Test
    void aShareIsNotAll() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowSettings.of(0.2))) {
            for (int request = 0; request < 200; request++) {
                world.read("/");
            }

            // Beyond these bounds once in more than a thousand million runs.
            assertThat(world.shadow.figures().sampled()).isBetween(6L, 90L);
        }
    }

    @Test
    void noneIsSentWhileTheShareIsNothing() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowSettings.of(0))) {
            world.read("/before");
            world.shadow.sends(1);
            world.read("/sent");
            world.awaitHeard(1);
            world.shadow.sends(0);
            world.read("/after");

            assertThat(world.target.heard()).singleElement().asString().startsWith("GET /sent ");
            assertThat(world.shadow.figures().sampled()).isEqualTo(1);
        }
    }

    @Test
    void theOtherSideIsTheOneThatDoesNotServeTheTenant() throws IOException {
        Slices slices = new Slices(List.of(Slice.of("pilot", Set.of("acme")), Slice.everyone("everyone")));
        try (ShadowWorld world = new ShadowWorld(
                folder,
                ShadowWorld.naming("source"),
                ShadowWorld.naming("target"),
                ALL,
                settings -> settings.with(
                        slices,
                        Optional.of(TENANT),
                        List.of(Route.to(Side.TARGET, "pilot", 1), Route.to(Side.SOURCE, "everyone", 1))))) {
            assertThat(world.read("/pilot", "X-Tenant", "acme").body()).isEqualTo("target");
            assertThat(world.read("/other", "X-Tenant", "initech").body()).isEqualTo("source");

            eventually(
                    "both sides hear both",
                    () -> world.source.heard().size() == 2
                            && world.target.heard().size() == 2);
            assertThat(marked(world.source)).singleElement().asString().startsWith("GET /pilot ");
            assertThat(marked(world.target)).singleElement().asString().startsWith("GET /other ");
        }
    }

    @Test
    void tenantsWhoTryTheTargetOutAreNotComparedWithASideThatDoesNotKnowThem() throws IOException {
        Slices slices = new Slices(List.of(Slice.validating("probes", Set.of("probe-1")), Slice.everyone("everyone")));
        try (ShadowWorld world = new ShadowWorld(
                folder,
                ShadowWorld.naming("source"),
                ShadowWorld.naming("target"),
                ALL,
                settings -> settings.with(
                        slices,
                        Optional.of(TENANT),
                        List.of(Route.to(Side.TARGET, "probes", 1), Route.to(Side.SOURCE, "everyone", 1))))) {
            assertThat(world.read("/", "X-Tenant", "probe-1").body()).isEqualTo("target");
            world.read("/other", "X-Tenant", "initech");

            eventually("the other's is sent", () -> world.shadow.figures().alike() == 1);
            assertThat(world.shadow.figures().sampled()).isEqualTo(1);
            assertThat(marked(world.source)).isEmpty();
        }
    }

    @Test
    void nothingIsSentTwiceWhileWritesAreHeld() throws IOException {
        ShadowSettings safe = ALL.with(List.of(SafeRequest.readsOnly("POST /search")));
        try (ShadowWorld world = new ShadowWorld(folder, safe)) {
            world.router
                    .hold(world.router.confirmed(World.SLICE).hold(1), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            CompletableFuture<HttpResponse<String>> parked =
                    CompletableFuture.supplyAsync(() -> world.write("/search", "boots"));
            eventually("parked", () -> world.router.meter().snapshot().heldNow() == 1);
            assertThat(world.read("/").body()).isEqualTo("source");
            assertThat(world.dropped(ShadowDrop.HELD)).isEqualTo(1);
            assertThat(world.target.heard()).isEmpty();

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(parked.join().body()).isEqualTo("target");
            eventually(
                    "what was parked is compared from then on",
                    () -> marked(world.source).size() == 1);
        }
    }

    @Test
    void aHoldEndsWhatIsNotARead() throws IOException {
        ShadowSettings safe = ALL.with(List.of(SafeRequest.readsOnly("POST /search")));
        try (ShadowWorld world = new ShadowWorld(folder, ShadowWorld.hanging(), safe)) {
            world.write("/search", "boots");
            world.awaitHeard(1);

            world.router
                    .hold(world.router.confirmed(World.SLICE).hold(1), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();

            world.awaitDropped(ShadowDrop.HELD, 1);
        }
    }

    @Test
    void clientsOfHttp2AreShadowedToo() throws IOException {
        ShadowSettings safe = ALL.with(List.of(SafeRequest.readsOnly("POST /search")));
        try (ShadowWorld world = new ShadowWorld(folder, safe);
                Http2Wire client = Http2Wire.to(world.router.port())) {
            assertThat(client.answer(client.request("GET", "/a?b", true, "cookie", "a=1")).body)
                    .hasToString("source");
            assertThat(world.awaitHeard(1).get(0))
                    .startsWith("GET /a?b HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nHost: web\r\n")
                    .doesNotContainIgnoringCase("cookie");

            int search = client.request("POST", "/search", false, "content-length", "5");
            client.data(search, "boots", true);

            assertThat(client.answer(search).body).hasToString("source");
            assertThat(world.awaitHeard(2).get(1)).endsWith("\r\n\r\nboots");
        }
    }

    @Test
    void aSideOfHttp2IsAskedByIt() throws IOException {
        try (Http2Upstream both = Http2Upstream.echoing();
                Router router = both.router(folder, settings -> settings.with(ALL))) {
            assertThat(MetricsText.get(router.port(), "/a").body()).isEqualTo("GET /a ");

            eventually("it has heard both", () -> both.heard().equals(List.of("GET /a ", "GET /a ")));
            Shadow shadow = router.shadow().orElseThrow();
            eventually("it has answered", () -> shadow.figures().alike() == 1);
        }
    }

    @Test
    void bothAnswersAreGivenToWhoeverCompares() throws IOException {
        String other = "HTTP/1.1 404 Not Found\r\nX-Made-By: new\r\nContent-Length: 4\r\n\r\nnone";
        try (ShadowWorld world = new ShadowWorld(folder, ShadowWorld.answering(other), ALL)) {
            world.keepPairs();

            world.read("/orders/7?token=secret");

            eventually("the pair is there", () -> world.pairs.size() == 1);
            ShadowWorld.Pair pair = world.pairs.get(0);
            assertThat(pair.request().target()).isEqualTo("/orders/7?token=secret");
            assertThat(pair.request()).hasToString("GET /orders/7");
            assertThat(pair.request().answeredBy()).isEqualTo(Side.SOURCE);
            assertThat(pair.primary().status()).isEqualTo(200);
            assertThat(text(pair.primary())).isEqualTo("source");
            assertThat(pair.shadow()).isInstanceOfSatisfying(ShadowAnswer.class, answer -> {
                assertThat(answer.side()).isEqualTo(Side.TARGET);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.headers()).contains(new HeaderLine("X-Made-By", "new"));
                assertThat(text(answer)).isEqualTo("none");
                assertThat(answer.at()).isAfterOrEqualTo(pair.primary().at());
            });
            assertThat(world.shadow.figures().unlike()).isEqualTo(1);
        }
    }

    @Test
    void eitherSideIsAskedOnceMore() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.keepPairs();
            world.read("/orders");
            eventually("the pair is there", () -> world.pairs.size() == 1);
            ShadowedRequest request = world.pairs.get(0).request();

            ShadowOutcome again = world.shadow.ask(Side.SOURCE, request).join();
            ShadowOutcome later = world.shadow.ask(Side.TARGET, request).join();

            assertThat(again)
                    .isInstanceOfSatisfying(
                            ShadowAnswer.class,
                            answer -> assertThat(text(answer)).isEqualTo("source"));
            assertThat(later)
                    .isInstanceOfSatisfying(
                            ShadowAnswer.class,
                            answer -> assertThat(text(answer)).isEqualTo("target"));
            assertThat(marked(world.source)).singleElement().asString().startsWith("GET /orders ");
            assertThat(world.router.meter().snapshot().requests()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotAReadIsNeverAskedOfTheSideThatServes() throws IOException {
        ShadowSettings safe = ALL.with(List.of(SafeRequest.by("POST /orders", Map.of("X-Dry-Run", "1"))));
        try (ShadowWorld world = new ShadowWorld(folder, safe)) {
            world.keepPairs();
            world.write("/orders", "boots");
            eventually("the pair is there", () -> world.pairs.size() == 1);
            ShadowedRequest request = world.pairs.get(0).request();

            assertThat(request.isRepeatable()).isFalse();
            assertThat(world.shadow.ask(Side.SOURCE, request).join()).isEqualTo(ShadowDrop.UNSAFE);
            assertThat(world.shadow.ask(Side.TARGET, request).join()).isInstanceOf(ShadowAnswer.class);

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(world.shadow.ask(Side.TARGET, request).join()).isEqualTo(ShadowDrop.MOVED);
            assertThat(world.source.heard()).hasSize(1);
        }
    }

    private static List<String> marked(ScriptedUpstream side) {
        return side.heard().stream()
                .filter(head -> head.contains("X-Bailey-Shadow"))
                .toList();
    }

    private static String text(ShadowAnswer answer) {
        return StandardCharsets.UTF_8.decode(answer.body()).toString();
    }
}
