package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes in flight that do not end: a hold waits for them, or cuts them where it was told to. */
@Timeout(30)
class RouterStraysTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final String STRAY =
            Wire.lines("POST /export?key=secret HTTP/1.1|Host: web|Content-Length: 7||order 1");
    private static final String WRITE = Wire.lines("POST /next HTTP/1.1|Host: web|Content-Length: 7||order 2");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private ScriptedUpstream source;
    private ScriptedUpstream target;

    @BeforeEach
    void start() throws IOException {
        // Never answers an export, and tells when its connection was cut.
        source = new ScriptedUpstream((wire, heard) -> {
            String head = wire.readUntil("\r\n\r\n");
            heard.add(head.substring(0, head.indexOf(' ', 5)));
            if (!head.contains(" /export")) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsource");
            } else if (head.contains(" /export/half ")) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf");
            }
            wire.readToEnd();
            heard.add("cut");
        });
        target = new ScriptedUpstream(SideApplication.named("target"));
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    @Test
    void oneThatIsCutLetsTheHoldBegin() throws IOException {
        try (Router router = router(HoldLimits.DEFAULT.closingStraysAfter(SOON));
                Wire stray = Wire.to(router.port());
                Wire parked = Wire.to(router.port())) {
            stray.send(STRAY);
            eventually("in flight", () -> source.heard().size() == 1);

            CompletableFuture<Void> hold =
                    router.hold(router.confirmed("everyone").hold(1), LONG).toCompletableFuture();
            parked.send(WRITE);
            hold.join();

            assertThat(stray.readUntil("}"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("it may have been carried out", "\"side\":\"source\"")
                    .doesNotContain("Retry-After");
            eventually("cut", () -> source.heard().contains("cut"));
            router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
            assertThat(parked.readUntil("target")).startsWith("HTTP/1.1 200 ");
            assertThat(router.meter().snapshot().source().failures())
                    .containsOnlyKeys(Failure.HOLD_CUT)
                    .containsValue(1L);
            assertThat(router.meter().lastHold().orElseThrow().failed()).isEqualTo(1);
        }
        assertThat(source.heard()).containsExactly("POST /export?key=secret", "cut");
    }

    @Test
    void oneWhoseAnswerHasBegunIsCutOnBothEnds() throws IOException {
        try (Router router = router(HoldLimits.DEFAULT.closingStraysAfter(SOON));
                Wire stray = Wire.to(router.port())) {
            stray.send(STRAY.replace("/export?key=secret", "/export/half"));
            stray.readUntil("half");

            router.hold(router.confirmed("everyone").hold(1), LONG)
                    .toCompletableFuture()
                    .join();

            assertThat(stray.readToEnd()).isEmpty();
            eventually("cut", () -> source.heard().contains("cut"));
        }
    }

    @Test
    void readsInFlightAreNotCut() throws IOException {
        try (Router router = router(HoldLimits.DEFAULT.closingStraysAfter(SOON));
                Wire reader = Wire.to(router.port());
                Wire stray = Wire.to(router.port())) {
            reader.send(Wire.lines("GET /export HTTP/1.1|Host: web||"));
            stray.send(STRAY);
            eventually("in flight", () -> source.heard().size() == 2);

            router.hold(router.confirmed("everyone").hold(1), LONG)
                    .toCompletableFuture()
                    .join();

            stray.readUntil("}");
            eventually("cut", () -> source.heard().contains("cut"));
            assertThat(router.meter().snapshot().source().inFlight()).isEqualTo(1);
            assertThat(reader.hasInput()).isFalse();
        }
    }

    @Test
    void aHoldThatIsGivenUpLeavesTheStrayToTheNextOne() throws IOException {
        try (Router router = router(HoldLimits.DEFAULT.closingStraysAfter(SOON));
                Wire stray = Wire.to(router.port())) {
            stray.send(STRAY);
            eventually("in flight", () -> source.heard().size() == 1);
            CompletableFuture<Void> hold =
                    router.hold(router.confirmed("everyone").hold(1), LONG).toCompletableFuture();
            router.publish(World.to(Side.SOURCE, 2)).toCompletableFuture().join();
            assertThatThrownBy(hold::join).hasCauseInstanceOf(Problem.class);

            assertThat(router.meter().snapshot().source().failures()).isEmpty();
            router.hold(router.confirmed("everyone").hold(3), LONG)
                    .toCompletableFuture()
                    .join();

            assertThat(router.meter().snapshot().source().failures()).containsEntry(Failure.HOLD_CUT, 1L);
        }
    }

    @Test
    void oneThatIsWaitedForIsNamedAndEverythingGoesOnAsBefore() throws IOException {
        try (Router router = router(HoldLimits.DEFAULT);
                Wire stray = Wire.to(router.port());
                Wire parked = Wire.to(router.port());
                Wire next = Wire.to(router.port())) {
            stray.send(STRAY);
            eventually("in flight", () -> source.heard().size() == 1);
            CompletableFuture<Void> hold =
                    router.hold(router.confirmed("everyone").hold(1), SOON).toCompletableFuture();
            parked.send(WRITE);
            eventually("parked", () -> router.meter().snapshot().heldNow() == 1);
            assertThat(router.unfinished("everyone").toCompletableFuture().join())
                    .startsWith("1 write in flight for ")
                    .endsWith(" s: POST /export");

            assertThatThrownBy(hold::join)
                    .hasCauseInstanceOf(Problem.class)
                    .hasMessageContaining(" s: POST /export)")
                    .hasMessageNotContaining("secret");

            assertThat(parked.readUntil("}")).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
            next.send(WRITE);
            assertThat(next.readUntil("source")).startsWith("HTTP/1.1 200 ");
            assertThat(router.meter().snapshot().source().inFlight()).isEqualTo(1);
            assertThat(stray.hasInput()).isFalse();
        }
    }

    private Router router(HoldLimits hold) {
        return Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))
                .with(hold));
    }
}
