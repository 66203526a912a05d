package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.QUIET;
import static dev.bailey.router.Timeout.RECONNECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of long-lived connections when another side begins to serve. */
@Timeout(30)
@Tag("alone")
class RouterReconnectsTest {

    private static final Duration BUDGET = Duration.ofMillis(500);
    private static final String ASK = "GET /talk HTTP/1.1|Host: web|Connection: Upgrade|Upgrade: websocket|"
            + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||";

    @TempDir
    private Path folder;

    private ChatServer source;
    private ChatServer target;
    private Router router;

    @BeforeEach
    void start() {
        source = new ChatServer("source");
        target = new ChatServer("target");
        router = Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))
                .with(reconnectingWithin(BUDGET)));
    }

    @AfterEach
    void stop() {
        router.close();
        source.close();
        target.close();
    }

    @Test
    void aWebSocketOfTheOldSideIsAskedToComeAgainAndIsServedByTheNewOne() {
        Chatter user = Chatter.to(router.port());
        user.say("hello");
        eventually("answered", () -> user.heard.contains("source: hello"));

        publish(Side.TARGET, 1);

        assertThat(user.closed.join()).isEqualTo(1012);
        eventually("told", () -> source.left().equals(List.of((short) 1001)));
        Chatter again = Chatter.to(router.port());
        again.say("hello");
        eventually("answered", () -> again.heard.contains("target: hello"));
        assertThat(source()).returns(0L, SideTraffic::longLived).returns(1L, SideTraffic::askedToReconnect);
        assertThat(source().cut()).isZero();
    }

    @Test
    void theyAreAskedOneAfterTheOtherOverTheBudget() {
        List<Chatter> users = new ArrayList<>();
        List<CompletableFuture<Long>> closedAt = new ArrayList<>();
        for (int user = 0; user < 8; user++) {
            Chatter chatter = Chatter.to(router.port());
            users.add(chatter);
            closedAt.add(chatter.closed.thenApply(status -> System.nanoTime()));
        }
        eventually("open", () -> source().longLived() == 8);
        long flipped = System.nanoTime();

        publish(Side.TARGET, 1);

        List<Long> millis = closedAt.stream()
                .map(at -> Duration.ofNanos(at.join() - flipped).toMillis())
                .sorted()
                .toList();
        assertThat(users).allSatisfy(user -> assertThat(user.closed.join()).isEqualTo(1012));
        // The last of eight is asked after seven eighths of four fifths of the budget.
        assertThat(millis.get(7)).isGreaterThanOrEqualTo(BUDGET.toMillis() * 7 / 10);
        assertThat(millis.get(3)).isLessThan(millis.get(7) - BUDGET.toMillis() / 5);
    }

    @Test
    void whoDoesNotAnswerIsCutAtTheEndOfTheBudget() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines(ASK));
            client.readUntil("\r\n\r\n");

            publish(Side.TARGET, 1);

            assertThat(client.readToEnd()).isEqualTo("\u0088\u0011\u0003\u00f4service restart");
            eventually("told", () -> source.left().equals(List.of((short) 1001)));
            assertThat(source().cut()).isEqualTo(1);
        }
    }

    @Test
    void whatTheClientSaidBeforeItHeardOfItStillArrives() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines(ASK));
            client.readUntil("\r\n\r\n");
            // Half a text frame of four letters, with a mask of zeros.
            client.send("\u0081\u0084\0\0\0\0la");
            publish(Side.TARGET, 1);
            client.readUntil("restart");

            client.send("st\u0088\u0082\0\0\0\0\u0003\u00f4");

            assertThat(client.readToEnd()).isEmpty();
            eventually("told", () -> source.left().equals(List.of((short) 1001)));
            assertThat(source.heard()).containsExactly("last");
            assertThat(source().cut()).isZero();
        }
    }

    @Test
    void noFrameOfTheRoutersComesInsideOneOfTheUpstreams() throws IOException {
        CompletableFuture<Void> flipped = new CompletableFuture<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream((wire, heard) -> {
                    wire.readUntil("\r\n\r\n");
                    wire.send(Wire.lines("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: upgrade||"));
                    wire.send("\u0081~\u0000\u0084" + "a".repeat(100));
                    flipped.join();
                    wire.send("b".repeat(32) + "\u0081\u0001c");
                    wire.readToEnd();
                });
                Router other = Router.start(
                        RouterSettings.of("web", upstream.uri(), target.uri(), folder.resolve("other.json"))
                                .with(reconnectingWithin(Duration.ofSeconds(5))));
                Wire client = Wire.to(other.port())) {
            client.send(Wire.lines(ASK));
            client.readUntil("a".repeat(100));

            other.publish(World.to(Side.TARGET, 1)).toCompletableFuture().join();
            eventually("asked", () -> other.meter().snapshot().source().askedToReconnect() == 1);
            flipped.complete(null);

            assertThat(client.readUntil("restart"))
                    .isEqualTo("b".repeat(32) + "\u0088\u0011\u0003\u00f4service restart");
        }
    }

    @Test
    void oneThatTakesNothingIsCutAsWell() throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines(ASK));
            client.readUntil("\r\n\r\n");
            eventually("open", () -> source.open().size() == 1);
            byte[] megabyte = new byte[1024 * 1024];
            for (int part = 0; part < 16; part++) {
                source.open().get(0).writeBinaryMessage(io.vertx.core.buffer.Buffer.buffer(megabyte));
            }

            publish(Side.TARGET, 1);

            eventually("cut", () -> source().cut() == 1 && source().longLived() == 0);
            eventually("gone", () -> source.open().isEmpty());
        }
    }

    @Test
    void thoseOfASideThatGoesOnServingStay() {
        Chatter user = Chatter.to(router.port());
        eventually("open", () -> source().longLived() == 1);

        publish(Side.SOURCE, 1);

        user.say("hello");
        eventually("answered", () -> user.heard.contains("source: hello"));
        assertThat(source().askedToReconnect()).isZero();
    }

    @Test
    void aRouterThatClosesSaysSo() {
        Chatter user = Chatter.to(router.port());
        eventually("open", () -> source().longLived() == 1);

        router.close();

        assertThat(user.closed.join()).isEqualTo(1012);
    }

    @Test
    void oneOnWhichNothingMovesIsClosed() {
        Timeouts soon = timeouts(Duration.ofMillis(100), BUDGET);
        try (Router quick = Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("q.json"))
                .with(soon))) {
            Chatter user = Chatter.to(quick.port());

            assertThat(user.closed.join()).isEqualTo(1006);
            eventually("told", () -> source.left().equals(List.of((short) 1001)));
        }
    }

    private void publish(Side side, long epoch) {
        router.publish(World.to(side, epoch)).toCompletableFuture().join();
    }

    private SideTraffic source() {
        return router.meter().snapshot().source();
    }

    static Timeouts reconnectingWithin(Duration budget) {
        return timeouts(Duration.ofHours(1), budget);
    }

    private static Timeouts timeouts(Duration quiet, Duration reconnect) {
        return Timeouts.DEFAULT.with(QUIET, quiet).with(RECONNECT, reconnect);
    }
}
