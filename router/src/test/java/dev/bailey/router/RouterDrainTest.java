package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterDrainTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GET = "GET /%s HTTP/1.1\r\nHost: shop\r\n\r\n";

    private World world;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void nobodyNewIsTaken() {
        CompletableFuture<Void> drained = drain();

        eventually("nobody listens", () -> !Wire.listens(world.router.port()));

        assertThat(drained).succeedsWithin(LONG);
    }

    @Test
    void aConnectionThatIsUsedHearsWithItsAnswerThatItEnds() throws IOException {
        try (Wire client = Wire.to(world.router.port())) {
            client.send(GET.formatted("one"));
            client.readUntil("\r\n\r\nsource");
            CompletableFuture<Void> drained = drain();
            eventually("nobody listens", () -> !Wire.listens(world.router.port()));

            client.send(GET.formatted("two"));

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 OK")
                    .containsIgnoringCase("connection: close")
                    .endsWith("source");
            assertThat(drained).succeedsWithin(LONG);
        }
    }

    @Test
    void aConnectionThatIsIdleIsClosedAfterAMoment() throws IOException {
        try (Wire client = Wire.to(world.router.port())) {
            client.send(GET.formatted("one"));
            client.readUntil("\r\n\r\nsource");

            CompletableFuture<Void> drained = drain();

            assertThat(client.readToEnd()).isEmpty();
            assertThat(drained).succeedsWithin(LONG);
        }
    }

    @Test
    void aParkedWriteIsReleasedByTheNextRoute() {
        world.router.hold(world.held(1), LONG).toCompletableFuture().join();
        CompletableFuture<HttpResponse<String>> write = world.write("/", "order 1");
        eventually("parked", () -> world.parked() == 1);
        CompletableFuture<Void> drained = drain();
        eventually("nobody listens", () -> !Wire.listens(world.router.port()));

        world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

        assertThat(write.join().body()).isEqualTo("target");
        assertThat(drained).succeedsWithin(LONG);
    }

    @Test
    void aClientOfHttp2HearsAtOnceThatNoMoreStreamsAreTakenAndHasItsAnswer() throws IOException {
        world.router.hold(world.held(1), LONG).toCompletableFuture().join();
        try (Http2Wire client = Http2Wire.to(world.router.port())) {
            int write = client.request("DELETE", "/order", true);
            eventually("parked", () -> world.parked() == 1);
            CompletableFuture<Void> drained = drain();
            assertThat(client.readToGoAway()).isZero();

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(client.answer(write).body).hasToString("target");
            assertThat(drained).succeedsWithin(LONG);
        }
    }

    private CompletableFuture<Void> drain() {
        return CompletableFuture.runAsync(world.router::drain);
    }
}
