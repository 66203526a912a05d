package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.ANSWER;
import static dev.bailey.router.Timeout.IDLE_UPSTREAM;
import static dev.bailey.router.Timeout.PROGRESS;
import static dev.bailey.router.Timeout.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers of server-sent events, which have no end of their own. */
@Timeout(30)
class RouterEventsTest {

    private static final String HEAD =
            Wire.lines("HTTP/1.1 200 OK|Content-Type: text/event-stream;charset=utf-8|Transfer-Encoding: chunked||");

    private static final String BEAT = "2\r\n:\n\r\n";

    @TempDir
    private Path folder;

    /** What the upstream sends next; nothing more after an empty one. */
    private final LinkedBlockingQueue<String> next = new LinkedBlockingQueue<>();

    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedUpstream((wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            send(wire);
            heard.add("end" + wire.readToEnd());
        });
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
    }

    @AfterEach
    void stop() throws IOException {
        next.add("");
        router.close();
        upstream.close();
    }

    @Test
    void headAndEventsComeThroughAtOnceAndAsLongAsTheyFlow() throws IOException {
        try (Router quick = routerWith(Duration.ofSeconds(30), Duration.ofSeconds(1));
                Wire client = Wire.to(quick.port())) {
            open(client);

            // Longer in all than one silence may be.
            for (int beat = 0; beat < 5; beat++) {
                sendAfterMillis(250, BEAT);
                assertThat(client.readUntil(":\n\r\n")).isEqualTo(BEAT);
            }
        }
        next.add("");
        eventually("ended upstream as well", () -> upstream.heard().contains("end"));
    }

    @Test
    void aConnectionThatCarriedAStreamIsNotUsedAgain() throws IOException {
        Timeouts patient = Timeouts.DEFAULT.with(IDLE_UPSTREAM, Duration.ofHours(1));
        try (Router other = Router.start(
                        RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("other.json"))
                                .with(patient));
                Wire client = Wire.to(other.port())) {
            open(client);

            next.add("0\r\n\r\n");
            next.add("");

            // It is counted no more among those for requests, so it must not become one of them.
            eventually("closed", () -> upstream.heard().contains("end"));
        }
    }

    @Test
    void silenceLongerThanThatOfAnOrdinaryAnswerIsAllowed() throws IOException {
        try (Router quick = routerWith(Duration.ofMillis(500), Duration.ofHours(1));
                Wire client = Wire.to(quick.port())) {
            open(client);

            sendAfterMillis(1_000, BEAT);

            assertThat(client.readUntil(":\n\r\n")).isEqualTo(BEAT);
        }
    }

    @Test
    void aStreamThatIsSilentForTooLongIsEndedAndNoFailure() throws IOException {
        try (Router quick = routerWith(Duration.ofSeconds(30), Duration.ofMillis(100));
                Wire client = Wire.to(quick.port())) {
            open(client);

            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            assertThat(quick.meter().snapshot().failed()).isZero();
        }
    }

    @Test
    void aStreamIsLongLivedAndNoRequestInFlight() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            open(client);

            eventually("long-lived", () -> source().longLived() == 1);
            assertThat(source().inFlight()).isZero();
            router.hold(router.confirmed("everyone").hold(1), Duration.ofSeconds(30))
                    .toCompletableFuture()
                    .join();
        }
        eventually("closed", () -> source().longLived() == 0);
        assertThat(source().inFlight()).isZero();
    }

    @Test
    void aStreamOfTheOldSideIsEndedCleanlyAndTheNextRequestGoesToTheNewOne() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            open(client);

            router.publish(World.to(Side.TARGET, 1)).toCompletableFuture().join();

            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            next.add("");
            eventually("ended upstream as well", () -> upstream.heard().contains("end"));
            client.send("GET /events HTTP/1.1\r\nHost: web\r\n\r\n");
            next.add(HEAD);
            assertThat(client.readUntil("\r\n\r\n")).contains("X-Bailey-Side: target");
            assertThat(source().askedToReconnect()).isEqualTo(1);
            assertThat(source().failed()).isZero();
        }
    }

    @Test
    void anOtherAnswerWithoutALengthIsLeftToEndByItself() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send("GET /download HTTP/1.1\r\nHost: web\r\n\r\n");
            next.add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            client.readUntil("half\r\n");

            router.publish(World.to(Side.TARGET, 1)).toCompletableFuture().join();
            next.add("4\r\nrest\r\n0\r\n\r\n");

            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("4\r\nrest\r\n0\r\n\r\n");
        }
    }

    private void open(Wire client) throws IOException {
        client.send("GET /events HTTP/1.1\r\nHost: web\r\n\r\n");
        next.add(HEAD);
        assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    private void sendAfterMillis(long millis, String part) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> next.add(part));
    }

    private void send(Wire wire) throws IOException {
        try {
            for (String part = next.take(); !part.isEmpty(); part = next.take()) {
                wire.send(part);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private SideTraffic source() {
        return router.meter().snapshot().source();
    }

    private Router routerWith(Duration progress, Duration quiet) {
        Timeouts timeouts =
                Timeouts.DEFAULT.with(ANSWER, progress).with(PROGRESS, progress).with(QUIET, quiet);
        return Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("quick.json"))
                .with(timeouts));
    }
}
