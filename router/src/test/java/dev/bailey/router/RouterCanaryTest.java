package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of a slice go to the target while its writes go to the source, and of whom they do not. */
class RouterCanaryTest {

    private static final Duration LAG = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Slices SLICES = new Slices(
            List.of(Slice.of("pilot", Set.of("acme", "globex")).acceptingReads(LAG), Slice.everyone("everyone")));
    private static final TenantRule RULE =
            new TenantRule(TenantRule.Place.HEADER, "X-Tenant", TenantRule.Missing.EVERYONE);

    private final AtomicLong nanos = new AtomicLong();
    private final ReadCanary canary = new ReadCanary(SLICES, nanos::get);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Application source;
    private Application target;
    private Router router;

    @BeforeEach
    void start() throws IOException {
        source = new Application("source");
        target = new Application("target");
        router = router(source.uri(), target.uri());
    }

    @AfterEach
    void stop() {
        router.close();
        source.close();
        target.close();
    }

    @Test
    void readsOfItsSliceGoToTheTargetAndWritesAndOthersDoNot() {
        begin();

        assertThat(read("acme").body()).isEqualTo("target");
        assertThat(read("acme").headers().firstValue("X-Bailey-Side")).hasValue("target");
        assertThat(write("acme", "/orders").join().body()).isEqualTo("source");
        assertThat(read("initech").body()).isEqualTo("source");
        assertThat(send(request("/").header("X-Tenant", "globex").method("OPTIONS", BodyPublishers.noBody()))
                        .body())
                .isEqualTo("source");
        assertThat(send(request("/").header("X-Tenant", "globex").header("Accept", "text/event-stream"))
                        .body())
                .isEqualTo("source");
    }

    @Test
    void whoHasWrittenReadsFromTheSourceUntilTheTargetHasIt() {
        begin();

        write("acme", "/orders").join();
        assertThat(read("acme").body()).isEqualTo("source");
        assertThat(read("globex").body()).as("others go on there").isEqualTo("target");

        long round = canary.beginRound();
        assertThat(read("acme").body()).isEqualTo("source");
        canary.covered(round);
        assertThat(read("acme").body()).isEqualTo("target");
        assertThat(figures()).isEqualTo(new CanaryFigures(2, 2, 0, 0));
    }

    @Test
    void whoIsWritingReadsFromTheSourceHoweverOftenItIsCovered() {
        begin();
        CompletableFuture<HttpResponse<String>> slow = write("acme", "/slow");
        eventually(
                "it is on its way",
                () -> router.meter().of(Side.SOURCE).snapshot().inFlight() == 1);

        canary.covered(canary.beginRound());
        assertThat(read("acme").body()).isEqualTo("source");

        source.letSlowRequestsAnswer();
        slow.join();
        assertThat(read("acme").body()).isEqualTo("source");
        canary.covered(canary.beginRound());
        assertThat(read("acme").body()).isEqualTo("target");
    }

    @Test
    void aRoundThatIsNotTheLastSaysNothing() {
        begin();
        write("acme", "/orders").join();

        long old = canary.beginRound();
        canary.beginRound();
        canary.covered(old);

        assertThat(read("acme").body()).isEqualTo("source");
    }

    @Test
    void whoWritesWithoutATenantWritesForAll() {
        begin();

        send(request("/orders").POST(BodyPublishers.ofString("one")));

        assertThat(read("acme").body()).isEqualTo("source");
        canary.covered(canary.beginRound());
        assertThat(read("acme").body()).isEqualTo("target");
    }

    @Test
    void itEndsByItselfOnceWhatIsKnownOfTheTargetIsTooOld() {
        begin();

        nanos.addAndGet(LAG.toNanos());
        assertThat(read("acme").body()).isEqualTo("target");
        nanos.incrementAndGet();
        assertThat(read("acme").body()).isEqualTo("source");
        assertThat(figures().behind()).isEqualTo(1);

        canary.covered(canary.beginRound());
        assertThat(read("acme").body()).isEqualTo("target");
    }

    @Test
    void nothingGoesThereBeforeAnythingIsCoveredOrAfterItEnded() {
        canary.begin("pilot", 0, LAG);
        assertThat(read("acme").body()).isEqualTo("source");

        canary.covered(canary.beginRound());
        assertThat(read("acme").body()).isEqualTo("target");
        canary.end("pilot");
        assertThat(read("acme").body()).isEqualTo("source");
    }

    @Test
    void aHoldEndsItAndTheNextRouteDoesNotBringItBack() {
        begin();

        router.hold(router.confirmed("pilot").hold(1), LONG)
                .toCompletableFuture()
                .join();
        assertThat(read("acme").body()).isEqualTo("source");
        router.publish(Route.to(Side.SOURCE, "pilot", 2)).toCompletableFuture().join();
        assertThat(read("acme").body()).isEqualTo("source");
    }

    @Test
    void aTargetThatIsGoneFailsNoReadAndIsNotAskedForLong() {
        begin();
        target.close();

        for (int i = 0; i < 2 * SliceCanary.FAILURES_MAX; i++) {
            HttpResponse<String> answer = read("acme");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("source");
            assertThat(answer.headers().firstValue("X-Bailey-Side")).hasValue("source");
        }

        assertThat(figures().fellBack()).isEqualTo(SliceCanary.FAILURES_MAX);
        assertThat(canary.isBroken("pilot")).isTrue();
        RouterMeter.Snapshot seen = router.meter().snapshot();
        assertThat(seen.failed()).isZero();
        assertThat(seen.target().inFlight()).isZero();
        assertThat(seen.source().inFlight()).isZero();
    }

    @Test
    void whatTheTargetAnswersWithAnErrorIsAskedOfTheSource() throws IOException {
        restart("HTTP/1.1 500 Oops\r\nX-Odd: yes\r\nContent-Length: 4\r\n\r\noops", () -> {
            HttpResponse<String> answer = read("acme");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("source");
            assertThat(answer.headers().firstValue("X-Odd")).isEmpty();
            assertThat(figures()).isEqualTo(new CanaryFigures(0, 0, 0, 1));
        });
    }

    @Test
    void whatTheTargetBreaksOffInTheMiddleIsAskedOfTheSource() throws IOException {
        restart("HTTP/1.1 200 OK\r\nX-Odd: yes\r\nContent-Length: 400\r\n\r\nhalf", () -> {
            HttpResponse<String> answer = read("acme");

            assertThat(answer.body()).isEqualTo("source");
            assertThat(answer.headers().firstValue("X-Odd")).isEmpty();
        });
    }

    @Test
    void whatTheTargetNeverAnswersIsAskedOfTheSource() throws IOException {
        restart("", () -> {
            HttpResponse<String> answer = read("acme");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("source");
        });
    }

    @Test
    void anErrorThatTheSourceAnswersTooIsNoFaultOfTheTarget() throws IOException {
        try (ScriptedUpstream failing = new ScriptedUpstream(
                        ScriptedUpstream.answering("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops"));
                Router both = router(failing.uri(), failing.uri())) {
            begin();
            for (int i = 0; i < 2 * SliceCanary.FAILURES_MAX; i++) {
                assertThat(read(both, "acme").statusCode()).isEqualTo(500);
            }
            assertThat(canary.isBroken("pilot")).isFalse();
            assertThat(both.meter().snapshot().failed()).isZero();
        }
    }

    @Test
    void aWebSocketIsAWriteForAsLongAsItIsOpen() throws IOException {
        try (ScriptedUpstream chatting = new ScriptedUpstream((wire, heard) -> {
                    String head = wire.readUntil("\r\n\r\n");
                    wire.send(
                            head.contains("websocket")
                                    ? Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: WebSocket|"
                                            + "Connection: upgrade|Sec-WebSocket-Accept: x||")
                                    : "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsource");
                    wire.readUntil("the end");
                });
                Router talking = router(chatting.uri(), target.uri());
                Wire client = Wire.to(talking.port())) {
            begin();
            client.send(Wire.lines("GET /chat HTTP/1.1|Host: a|X-Tenant: acme|Connection: Upgrade|Upgrade: websocket|"
                    + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==||"));
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");

            canary.covered(canary.beginRound());

            assertThat(read(talking, "acme").body()).isEqualTo("source");
            assertThat(read(talking, "globex").body()).isEqualTo("target");
        }
    }

    /** Closes each connection behind one answer. */
    private void restart(String answer, Runnable then) throws IOException {
        try (ScriptedUpstream scripted = new ScriptedUpstream((wire, heard) -> {
                    heard.add(wire.readUntil("\r\n\r\n"));
                    if (answer.isEmpty()) {
                        wire.readUntil("\r\n\r\n");
                    }
                    wire.send(answer);
                });
                Router other = router(source.uri(), scripted.uri())) {
            Router first = router;
            router = other;
            begin();
            try {
                then.run();
                assertThat(scripted.heard()).isNotEmpty();
                assertThat(other.meter().snapshot().failed()).isZero();
                assertThat(other.meter().snapshot().target().inFlight()).isZero();
            } finally {
                router = first;
            }
        }
    }

    private void begin() {
        canary.begin("pilot", 0, LAG);
        canary.covered(canary.beginRound());
    }

    private CanaryFigures figures() {
        return canary.figures("pilot");
    }

    private Router router(URI from, URI to) {
        List<Route> initial = SLICES.all().stream()
                .map(slice -> Route.to(Side.SOURCE, slice.name(), 0))
                .toList();
        return Router.start(
                RouterSettings.of("web", from, to, folder.resolve(System.nanoTime() + ".json"))
                        .with(SLICES, Optional.of(RULE), initial),
                Optional.of(canary));
    }

    private HttpResponse<String> read(String tenant) {
        return read(router, tenant);
    }

    private HttpResponse<String> read(Router from, String tenant) {
        return send(request(from, "/").header("X-Tenant", tenant));
    }

    private CompletableFuture<HttpResponse<String>> write(String tenant, String path) {
        return client.sendAsync(
                request(path)
                        .header("X-Tenant", tenant)
                        .POST(BodyPublishers.ofString("one"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    private HttpRequest.Builder request(String path) {
        return request(router, path);
    }

    private static HttpRequest.Builder request(Router to, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path))
                .timeout(LONG);
    }
}
