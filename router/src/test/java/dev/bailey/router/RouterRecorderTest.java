package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recording has of the users' requests and answers. */
@Timeout(30)
class RouterRecorderTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<String> recorded = new CopyOnWriteArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void readsAndWritesAreRecordedWithWhatTheUserSentAndGot() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowSettings.of(0))) {
            world.router.recorder().start(1, LONG, this::note);

            world.read("/orders?page=2", "Cookie", "sid=1");
            world.write("/orders", "a pen");

            assertThat(world.router.recorder().stop()).contains(new RecordFigures(2, 0));
            assertThat(recorded)
                    .containsExactly(
                            "GET /orders?page=2 cookie sid=1 body  -> SOURCE 200 source",
                            "POST /orders cookie  body a pen -> SOURCE 200 source");
            assertThat(world.target.connections()).isZero();
        }
    }

    @Test
    void nothingIsRecordedBeforeItIsAskedForNorAfterItsEnd() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowSettings.of(0))) {
            world.read("/before");
            world.router.recorder().start(1, LONG, this::note);
            world.read("/during");
            world.router.recorder().stop();
            world.read("/after");
            world.router.recorder().start(1, Duration.ZERO, this::note);
            world.read("/too-late");

            assertThat(world.router.recorder().stop()).contains(new RecordFigures(0, 0));
            assertThat(world.router.recorder().stop()).isEqualTo(Optional.empty());
            assertThat(recorded).singleElement().asString().startsWith("GET /during ");
        }
    }

    @Test
    void theShadowIsSentBesideARecording() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowSettings.of(1))) {
            world.router.recorder().start(1, LONG, this::note);

            world.read("/orders");

            assertThat(world.awaitHeard(1).get(0)).contains("X-Bailey-Shadow: 1");
            world.router.recorder().stop();
            assertThat(recorded).hasSize(1);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsCountedAndStillReachesTheUser() throws IOException {
        String large = "x".repeat(Recording.BODY_BYTES_MAX + 1);
        try (ShadowWorld world = new ShadowWorld(
                folder, ShadowWorld.naming(large), ShadowWorld.naming("target"), ShadowSettings.of(0), same -> same)) {
            world.router.recorder().start(1, LONG, this::note);

            assertThat(world.read("/file").body()).isEqualTo(large);

            assertThat(world.router.recorder().stop()).contains(new RecordFigures(0, 1));
        }
    }

    @Test
    void aSinkThatStandsStillHoldsUpNobody() throws IOException {
        String page = "x".repeat(Recording.BODY_BYTES_MAX - 10_000);
        CopyOnWriteArrayList<String> gate = new CopyOnWriteArrayList<>();
        try (ShadowWorld world = new ShadowWorld(
                folder, ShadowWorld.naming(page), ShadowWorld.naming("target"), ShadowSettings.of(0), same -> same)) {
            world.router.recorder().start(1, LONG, (request, answer) -> {
                eventually("the test lets it go on", () -> gate.contains("open"));
                note(request, answer);
            });

            for (int at = 0; at < 40; at++) {
                assertThat(world.read("/page").statusCode()).isEqualTo(200);
            }

            eventually(
                    "what does not fit is counted",
                    () -> world.router
                            .recorder()
                            .figures()
                            .filter(figures -> figures.dropped() > 0)
                            .isPresent());
            gate.add("open");
            RecordFigures figures = world.router.recorder().stop().orElseThrow();
            assertThat(figures.recorded() + figures.dropped()).isEqualTo(40);
        }
    }

    @Test
    void oneRecordingIsUnderWayAtATime() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ShadowSettings.of(0))) {
            world.router.recorder().start(0.5, LONG, this::note);

            assertThatThrownBy(() -> world.router.recorder().start(1, LONG, this::note))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private void note(ShadowedRequest request, ShadowAnswer answer) {
        String cookie = request.headers().stream()
                .filter(line -> line.name().equalsIgnoreCase("cookie"))
                .map(HeaderLine::value)
                .findFirst()
                .orElse("");
        assertThat(answer.side()).isEqualTo(Side.SOURCE);
        recorded.add(request.method() + " " + request.target() + " cookie " + cookie + " body " + text(request.body())
                + " -> " + answer.side() + " " + answer.status() + " " + text(answer.body()));
    }

    private static String text(ByteBuffer body) {
        return StandardCharsets.UTF_8.decode(body).toString();
    }
}
