package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterHoldTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private World world;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        world = new World(
                folder, settings -> settings.with(HoldLimits.DEFAULT.parking(30, HoldLimits.DEFAULT.bytesMax())));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aWriteInAHoldIsParkedAndSentToTheNewSide() {
        done(world.router.hold(world.held(1), LONG));
        CompletableFuture<HttpResponse<String>> write = world.write("/", "order 1");
        eventually("parked", () -> world.parked() == 1);

        done(world.router.publish(World.to(Side.TARGET, 2)));

        HttpResponse<String> answer = write.join();
        assertThat(answer.body()).isEqualTo("target");
        assertThat(answer.headers().firstValue("X-Bailey-Side")).contains("target");
        assertThat(answer.headers().firstValue("X-Bailey-Epoch")).contains("2");
        assertThat(world.source.writes()).isEmpty();
    }

    @Test
    void parkedWritesAreReleasedOldestFirst(@TempDir Path folder) throws IOException {
        // One connection, because several of them may overtake each other after the release.
        TrafficLimits oneConnection = TrafficLimits.DEFAULT
                .with(Limit.CONNECTIONS, 1)
                .with(Limit.WAITING, 100)
                .with(Limit.LONG_LIVED, 0);
        try (World narrow = new World(folder, settings -> settings.with(oneConnection))) {
            done(narrow.router.hold(narrow.held(1), LONG));
            List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
            for (int order = 0; order < 20; order++) {
                int parked = order + 1;
                writes.add(narrow.write("/", "order " + order));
                eventually("parked", () -> narrow.parked() == parked);
            }

            done(narrow.router.publish(World.to(Side.TARGET, 2)));

            writes.forEach(CompletableFuture::join);
            assertThat(narrow.target.writes())
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .mapToObj(order -> "order " + order)
                            .toList());
        }
    }

    @Test
    void readsPassWhileWritesAreHeld() {
        done(world.router.hold(world.held(1), LONG));
        CompletableFuture<HttpResponse<String>> write = world.write("/", "order 1");
        eventually("parked", () -> world.parked() == 1);

        assertThat(world.read("/").body()).isEqualTo("source");
        assertThat(write).isNotDone();
    }

    @Test
    void aWriteThatFindsTheHoldFullIsTurnedAway() {
        done(world.router.hold(world.held(1), LONG));
        List<CompletableFuture<HttpResponse<String>>> parked = IntStream.range(0, 30)
                .mapToObj(order -> world.write("/", "order " + order))
                .toList();
        eventually("full", () -> world.parked() == 30);

        HttpResponse<String> turnedAway = world.write("/", "order 31").join();

        assertThat(turnedAway.statusCode()).isEqualTo(503);
        assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
        assertThat(turnedAway.body()).contains("hold full");
        assertThat(world.router.meter().snapshot().unroutedFailures()).containsEntry(Failure.HOLD_FULL, 1L);
        assertThat(parked).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void aHoldThatEndsByItselfFailsTheParkedAndServesTheNext() {
        done(world.router.hold(world.held(1), SHORT));
        HttpResponse<String> parked = world.write("/", "order 1").join();
        HttpResponse<String> next = world.write("/", "order 2").join();

        assertThat(parked.statusCode()).isEqualTo(503);
        assertThat(parked.headers().firstValue("Retry-After")).contains("1");
        assertThat(next.body()).isEqualTo("source");
        assertThat(world.source.writes()).containsExactly("order 2");
        assertThat(world.target.writes()).isEmpty();
        assertThat(world.router.confirmed("everyone")).isEqualTo(World.to(Side.SOURCE, 1));
        HoldReport report = world.router.meter().lastHold().orElseThrow();
        assertThat(report.endedByItself()).isTrue();
        assertThat(report.failed()).isEqualTo(1);
    }

    @Test
    void aHoldIsThereOnlyWhenTheWritesInFlightAreOver() {
        CompletableFuture<HttpResponse<String>> slow = world.write("/slow", "order 1");
        eventually("in flight", () -> world.source.writes().size() == 1);

        CompletableFuture<Void> hold = world.router.hold(world.held(1), LONG).toCompletableFuture();
        CompletableFuture<HttpResponse<String>> parked = world.write("/", "order 2");
        eventually("parked", () -> world.parked() == 1);
        assertThat(hold).isNotDone();
        world.source.letSlowRequestsAnswer();

        hold.join();
        assertThat(slow.join().body()).isEqualTo("source");
        assertThat(parked).isNotDone();
    }

    @Test
    void aHoldThatEndsBeforeTheWritesInFlightAreOverIsAProblem() {
        CompletableFuture<HttpResponse<String>> slow = world.write("/slow", "order 1");
        eventually("in flight", () -> world.source.writes().size() == 1);

        CompletionStage<Void> hold = world.router.hold(world.held(1), SHORT);

        assertThatThrownBy(() -> done(hold))
                .hasCauseInstanceOf(Problem.class)
                .hasMessageContaining("1 write in flight for ");
        world.source.letSlowRequestsAnswer();
        assertThat(slow.join().statusCode()).isEqualTo(200);
    }

    @Test
    void aWriteWhoseClientHasGoneIsStillInFlight() throws IOException {
        try (Wire client = Wire.to(world.router.port())) {
            client.send("POST /slow HTTP/1.1\r\nHost: web\r\nContent-Length: 7\r\n\r\norder 1");
            eventually("in flight", () -> world.source.writes().size() == 1);
        }
        eventually("gone", () -> world.router.meter().snapshot().clientsGone() == 1);

        CompletableFuture<Void> hold = world.router.hold(world.held(1), LONG).toCompletableFuture();
        assertThat(world.write("/", "late")).isNotDone();
        eventually("parked", () -> world.parked() == 1);
        assertThat(hold).isNotDone();
        world.source.letSlowRequestsAnswer();

        hold.join();
    }

    @Test
    void aClientThatGoesWhileParkedLeavesTheQueue() throws IOException {
        done(world.router.hold(world.held(1), LONG));
        try (Wire client = Wire.to(world.router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 7\r\n\r\norder 1");
            eventually("parked", () -> world.parked() == 1);
        }

        eventually("left", () -> world.parked() == 0);
        done(world.router.publish(World.to(Side.TARGET, 2)));

        assertThat(world.router.meter().lastHold().orElseThrow().clientsGone()).isEqualTo(1);
        assertThat(world.write("/", "order 2").join().body()).isEqualTo("target");
        assertThat(world.target.writes()).containsExactly("order 2");
    }

    @Test
    void anAbortedHoldReleasesToTheOldSide() {
        done(world.router.hold(world.held(1), LONG));
        CompletableFuture<HttpResponse<String>> write = world.write("/", "order 1");
        eventually("parked", () -> world.parked() == 1);

        done(world.router.publish(World.to(Side.SOURCE, 2)));

        assertThat(write.join().body()).isEqualTo("source");
    }

    @Test
    void anOlderEpochIsRefused() {
        done(world.router.publish(World.to(Side.TARGET, 5)));

        assertThatThrownBy(() -> done(world.router.publish(World.to(Side.SOURCE, 4))))
                .hasCauseInstanceOf(Problem.class)
                .hasMessageContaining("5")
                .hasMessageContaining("4");
        assertThatThrownBy(() -> done(world.router.hold(world.held(5), LONG))).hasCauseInstanceOf(Problem.class);
        assertThat(world.router.confirmed("everyone")).isEqualTo(World.to(Side.TARGET, 5));
    }

    @Test
    void publishingTheCurrentRouteAgainSucceeds() {
        Route route = World.to(Side.TARGET, 5);
        done(world.router.publish(route));

        done(world.router.publish(route));

        assertThat(world.router.confirmed("everyone")).isEqualTo(route);
    }

    @Test
    void theHoldReportTellsThePause() {
        done(world.router.hold(world.held(1), LONG));
        CompletableFuture<HttpResponse<String>> write = world.write("/", "order 1");
        eventually("parked", () -> world.parked() == 1);
        assertThat(world.router.meter().lastHold().orElseThrow().heldMillis()).isNull();

        done(world.router.publish(World.to(Side.TARGET, 2)));
        write.join();

        HoldReport report = world.router.meter().lastHold().orElseThrow();
        assertThat(report.epoch()).isEqualTo(1);
        assertThat(report.held()).isEqualTo(1);
        assertThat(report.parked()).isZero();
        assertThat(report.failed()).isZero();
        assertThat(report.heldMillis()).isNotNull();
    }

    private static void done(CompletionStage<Void> stage) {
        stage.toCompletableFuture().join();
    }
}
