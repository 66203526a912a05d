package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running router makes of other members of its slices. */
@Timeout(30)
class RouterRegroupTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final TenantRule RULE =
            new TenantRule(TenantRule.Place.HEADER, "X-Tenant", TenantRule.Missing.EVERYONE);
    private static final Slices SLICES = slices("acme");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Slices slices(String... pilot) {
        return new Slices(List.of(Slice.of("pilot", Set.of(pilot)), Slice.everyone("everyone")));
    }

    private static List<Route> routes() {
        return SLICES.all().stream()
                .map(slice -> Route.to(Side.SOURCE, slice.name(), 0))
                .toList();
    }

    private World world() throws IOException {
        return new World(folder, settings -> settings.with(SLICES, Optional.of(RULE), routes()));
    }

    @Test
    void whoIsPutOnAListGoesWithItsSliceFromThenOn() throws IOException {
        try (World world = world()) {
            regroup(world.router, slices("initech")).join();
            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();

            assertThat(write(world, "/", "initech").join().body()).isEqualTo("target");
            assertThat(write(world, "/", "acme").join().body())
                    .as("off the list")
                    .isEqualTo("source");
        }
    }

    @Test
    void itIsDoneWhenNoWriteIsUnderWayThatCameByTheOldList() throws IOException {
        try (World world = world()) {
            CompletableFuture<HttpResponse<String>> slow = write(world, "/slow", "initech");
            eventually(
                    "it is on its way",
                    () -> world.router.meter().of(Side.SOURCE).snapshot().inFlight() == 1);

            CompletableFuture<Void> done = regroup(world.router, slices("acme", "initech"));
            assertThat(write(world, "/", "initech").join().statusCode()).isEqualTo(200);

            assertThat(done).isNotDone();
            world.source.letSlowRequestsAnswer();
            done.join();
            assertThat(slow.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nothingChangesWhileASliceIsHeldOrWhereTheSlicesAreOthers() throws IOException {
        try (World world = world()) {
            Slices others = new Slices(List.of(Slice.of("first", Set.of("initech")), Slice.everyone("everyone")));
            assertThatThrownBy(() -> regroup(world.router, others).join())
                    .hasCauseInstanceOf(Problem.class)
                    .hasMessageContaining("other slices");

            world.router
                    .hold(world.router.confirmed("pilot").hold(1), LONG)
                    .toCompletableFuture()
                    .join();
            assertThatThrownBy(() -> regroup(world.router, slices("initech")).join())
                    .hasCauseInstanceOf(Problem.class)
                    .hasMessageContaining("holds writes");
            assertThat(write(world, "/", "initech").join().body())
                    .as("not held")
                    .isEqualTo("source");
            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();
            assertThat(write(world, "/", "acme").join().body()).isEqualTo("target");
        }
    }

    @Test
    void aWebSocketOfWhoChangesHisSliceIsAskedToComeAgain() {
        try (ChatServer source = new ChatServer("source");
                ChatServer target = new ChatServer("target");
                Router router =
                        Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))
                                .with(SLICES, Optional.of(RULE), routes()))) {
            Chatter initech = Chatter.of("initech", router.port());
            Chatter globex = Chatter.of("globex", router.port());
            eventually("open", () -> router.meter().snapshot().source().longLived() == 2);

            regroup(router, slices("acme", "initech")).join();

            assertThat(initech.closed.join()).isEqualTo(1012);
            globex.say("hello");
            eventually("answered", () -> globex.heard.contains("source: hello"));
        }
    }

    private static CompletableFuture<Void> regroup(Router router, Slices now) {
        return router.regroup(now).toCompletableFuture();
    }

    private static CompletableFuture<HttpResponse<String>> write(World world, String path, String tenant) {
        return CompletableFuture.supplyAsync(() -> world.send(
                world.request(path).header("X-Tenant", tenant).POST(BodyPublishers.ofString("one")),
                BodyHandlers.ofString()));
    }
}
