package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.ANSWER;
import static dev.bailey.router.Timeout.CLOSE;
import static dev.bailey.router.Timeout.IDLE_CLIENT;
import static dev.bailey.router.Timeout.PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterFailuresTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void anUpstreamThatIsDownIsABadGatewayThatNamesItsSide() throws IOException {
        try (World world = new World(folder)) {
            world.router.publish(World.to(Side.TARGET, 1)).toCompletableFuture().join();
            world.target.close();

            HttpResponse<String> answer = world.read("/");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("\"side\":\"target\"");
            assertThat(world.router.meter().snapshot().target().failures()).containsEntry(Failure.UPSTREAM_REFUSED, 1L);
        }
    }

    @Test
    void anUpstreamThatIsTooSlowIsAGatewayTimeout() throws IOException {
        try (World world = new World(folder, settings -> settings.with(progress(Duration.ofMillis(200))))) {
            HttpResponse<String> answer = world.write("/slow", "order 1").join();

            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("\"side\":\"source\"");
        }
    }

    @Test
    void aClientThatStopsSendingIsTimedOutAndHoldsUpNoCutover() throws IOException {
        try (World world = new World(folder, settings -> settings.with(progress(Duration.ofMillis(200))));
                Wire client = Wire.to(world.router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 10\r\n\r\nhalf");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            assertThat(world.source.writes()).isEmpty();
        }
    }

    @Test
    void anIdleClientIsClosedButAParkedOneIsNot() throws IOException {
        Timeouts timeouts = Timeouts.DEFAULT
                .with(ANSWER, Duration.ofMillis(100))
                .with(PROGRESS, Duration.ofMillis(100))
                .with(IDLE_CLIENT, Duration.ofMillis(100))
                .with(CLOSE, Duration.ofSeconds(5));
        try (World world = new World(folder, settings -> settings.with(timeouts))) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            CompletableFuture<HttpResponse<String>> parked = world.write("/", "order 1");
            eventually("parked", () -> world.parked() == 1);
            for (int turn = 0; turn < 3; turn++) {
                try (Wire idle = Wire.to(world.router.port())) {
                    assertThat(idle.readToEnd()).isEmpty();
                }
            }

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(parked.join().body()).isEqualTo("target");
        }
    }

    @Test
    void theBodyOfAParkedWriteIsNotRead() throws IOException {
        try (World world = new World(folder);
                SocketChannel client = SocketChannel.open()) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), world.router.port()));
            String head = "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: " + 64 * MEGABYTE + "\r\n\r\n";
            client.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            eventually("parked", () -> world.parked() == 1);
            client.configureBlocking(false);

            long written = writeUntilNothingIsTaken(client);

            // What was taken lies in the sockets' buffers.
            assertThat(written).isLessThan(32L * MEGABYTE);
        }
    }

    @Test
    void aParkedBodyThatWaitsForAWordGetsItOnlyAtTheRelease() throws IOException {
        try (World world = new World(folder);
                Wire client = Wire.to(world.router.port())) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n");
            eventually("parked", () -> world.parked() == 1);
            assertThat(client.hasInput()).isFalse();

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            client.send("order 1");
            assertThat(client.readUntil("target")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void theLastRouteSurvivesARestart() throws IOException {
        try (World world = new World(folder)) {
            world.router.publish(World.to(Side.TARGET, 3)).toCompletableFuture().join();
        }

        try (World again = new World(folder)) {
            assertThat(again.router.confirmed("everyone")).isEqualTo(World.to(Side.TARGET, 3));
            assertThat(again.read("/").body()).isEqualTo("target");
        }
    }

    @Test
    void aHoldDoesNotSurviveARestart() throws IOException {
        try (World world = new World(folder)) {
            world.router.hold(world.held(3), LONG).toCompletableFuture().join();
        }

        try (World again = new World(folder)) {
            assertThat(again.router.confirmed("everyone")).isEqualTo(World.to(Side.SOURCE, 3));
        }
    }

    @Test
    void anInitialRouteOfAHigherEpochWinsOverTheFile() throws IOException {
        try (World world = new World(folder)) {
            world.router.publish(World.to(Side.TARGET, 3)).toCompletableFuture().join();
        }

        try (World again = new World(folder, settings -> settings.startingWith(World.to(Side.SOURCE, 4)))) {
            assertThat(again.router.confirmed("everyone")).isEqualTo(World.to(Side.SOURCE, 4));
        }
    }

    @Test
    void aRoutesFileThatIsNotOneIsAProblem() throws IOException {
        Files.writeString(folder.resolve("routes.json"), "nonsense");

        assertThatThrownBy(() -> new World(folder)).isInstanceOf(Problem.class).hasMessageContaining("routes.json");
    }

    @Test
    void aPortInUseIsAProblemThatNamesIt() throws IOException {
        try (World world = new World(folder)) {
            int taken = world.router.port();

            assertThatThrownBy(() -> new World(folder, settings -> settings.listeningOn("127.0.0.1", taken)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("127.0.0.1:" + taken);
        }
    }

    @Test
    void aPortThatAnotherProgramHoldsIsAProblemToo() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            assertThatThrownBy(() ->
                            new World(folder, settings -> settings.listeningOn("127.0.0.1", other.getLocalPort())))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort());
        }
    }

    @Test
    void aRequestInFlightIsAnsweredBeforeTheRouterCloses() throws IOException {
        try (World world = new World(folder)) {
            CompletableFuture<HttpResponse<String>> slow = world.write("/slow", "order 1");
            eventually("in flight", () -> world.source.writes().size() == 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(world.router::close);
            eventually("closed to others", () -> isRefused(world.router.port()));
            world.source.letSlowRequestsAnswer();

            closing.join();
            assertThat(slow.join().body()).isEqualTo("source");
        }
    }

    private static Timeouts progress(Duration progress) {
        return Timeouts.DEFAULT.with(ANSWER, progress).with(PROGRESS, progress).with(CLOSE, Duration.ofSeconds(5));
    }

    private static boolean isRefused(int port) {
        try (Wire wire = Wire.to(port)) {
            wire.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
            return wire.readUntil("\r\n").isEmpty();
        } catch (IOException refused) {
            return true;
        }
    }

    private static long writeUntilNothingIsTaken(SocketChannel client) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(MEGABYTE);
        long written = 0;
        long takenAt = System.nanoTime();
        while (written < 64L * MEGABYTE
                && System.nanoTime() - takenAt < Duration.ofMillis(300).toNanos()) {
            part.clear();
            int now = client.write(part);
            written += now;
            takenAt = now > 0 ? System.nanoTime() : takenAt;
        }
        return written;
    }
}
