package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a router waits, each time with all other timeouts far away. */
@org.junit.jupiter.api.Timeout(30)
class RouterTimeoutsTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web||");
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void anUpstreamThatDoesNotBeginToAnswerIsAGatewayTimeout() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> heard.add(wire.readToEnd()));
                Router router = with(upstream, Timeout.ANSWER);
                Wire client = Wire.to(router.port())) {
            client.send(GET);

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 504 ");
        }
    }

    @Test
    void anAnswerThatStopsIsCut() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send(Wire.lines("HTTP/1.1 200 OK|Transfer-Encoding: chunked||4|half|"));
                    heard.add(wire.readToEnd());
                });
                Router router = with(upstream, Timeout.PROGRESS);
                Wire client = Wire.to(router.port())) {
            client.send(GET);

            assertThat(client.readToEnd()).contains("half").doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void anAnswerMayTakeLongerToBeginThanToGoOn() throws IOException {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    String head = wire.readUntil("\r\n\r\n");
                    heard.add(head);
                    if (head.startsWith("GET ")) {
                        await(mayAnswer);
                    }
                    wire.send(NO_CONTENT);
                });
                Router router = with(upstream, Timeout.PROGRESS);
                Wire patient = Wire.to(router.port());
                Wire stuck = Wire.to(router.port())) {
            patient.send(GET);
            eventually("asked", () -> upstream.heard().size() == 1);
            stuck.send(Wire.lines("POST / HTTP/1.1|Host: web|Content-Length: 10||half"));
            assertThat(stuck.readToEnd()).startsWith("HTTP/1.1 408 ");

            mayAnswer.countDown();

            assertThat(patient.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void aClientThatDribblesItsHeadIsRefusedAfterTheTimeInAll() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(NO_CONTENT));
                Router router = with(upstream, Timeout.REQUEST_HEAD);
                Wire client = Wire.to(router.port())) {
            client.send("GET / HTTP/1.1\r\nHost: web\r\nX: ");

            dribbleUntilAnswered(client);

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .contains("Connection: close");
            assertThat(router.meter().snapshot().refused()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatDribblesItsSecondHeadIsRefusedToo() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(NO_CONTENT));
                Router router = with(upstream, Timeout.REQUEST_HEAD);
                Wire client = Wire.to(router.port())) {
            client.send(GET);
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");

            dribbleUntilAnswered(client);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void theTimeOfAHeadIsNotThatOfABodyNorOfAnIdleConnection() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\nwhole body");
                    wire.send(NO_CONTENT);
                    wire.readUntil("\r\n\r\n");
                    wire.send(NO_CONTENT);
                });
                Router router = with(upstream, Timeout.REQUEST_HEAD);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Content-Length: 10||whole "));
            letTheTimeOfAHeadPass(router);
            client.send("body");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            letTheTimeOfAHeadPass(router);

            client.send(GET);

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void anIdleClientIsClosedWithoutAWord() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(ScriptedUpstream.answering(NO_CONTENT));
                Router router = with(upstream, Timeout.IDLE_CLIENT);
                Wire client = Wire.to(router.port())) {
            client.send(GET);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
        }
    }

    @Test
    void anIdleUpstreamConnectionIsGivenUp() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send(NO_CONTENT);
                    heard.add("closed" + wire.readToEnd());
                });
                Router router = with(upstream, Timeout.IDLE_UPSTREAM);
                Wire client = Wire.to(router.port())) {
            client.send(GET);
            client.readUntil("\r\n\r\n");

            eventually("given up", () -> upstream.heard().contains("closed"));
        }
    }

    @Test
    void aTimeoutOfNothingIsRefusedByName() {
        assertThatThrownBy(() -> Timeouts.DEFAULT.with(Timeout.REQUEST_HEAD, Duration.ZERO))
                .hasMessage("the request head timeout is at least 1 ms: PT0S");
    }

    private Router with(ScriptedUpstream upstream, Timeout which) {
        return Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(Timeouts.DEFAULT.with(which, SHORT)));
    }

    /** Somebody else's head takes too long meanwhile. */
    private static void letTheTimeOfAHeadPass(Router router) throws IOException {
        try (Wire other = Wire.to(router.port())) {
            other.send("GET / ");
            assertThat(other.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    private static void dribbleUntilAnswered(Wire client) {
        eventually("answered", () -> {
            try {
                client.send("a");
                return client.hasInput();
            } catch (IOException closed) {
                return true;
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
