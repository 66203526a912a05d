package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hold keeps no more in memory than it may. */
@Timeout(30)
class RouterHoldMemoryTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aWriteThatTheMemoryOfAHoldHasNoRoomForIsTurnedAway() throws IOException {
        HoldLimits small = HoldLimits.DEFAULT.parking(1_000, 60_000);
        try (World world = new World(folder, settings -> settings.with(small));
                Wire first = Wire.to(world.router.port());
                Wire second = Wire.to(world.router.port());
                Wire third = Wire.to(world.router.port())) {
            hold(world, 1);
            first.send(write("X-Large: " + "x".repeat(20_000) + "\r\n"));
            eventually("parked", () -> world.parked() == 1);
            second.send(write("X-Large: " + "x".repeat(20_000) + "\r\n"));

            assertThat(second.readUntil("}")).startsWith("HTTP/1.1 503 ").contains("hold full", "Retry-After: 1\r\n");

            third.send(write(""));
            eventually("a smaller one has room", () -> world.parked() == 2);
        }
    }

    @Test
    void thatMemoryIsFreeAgainWhenTheParkedAreReleasedTurnedAwayOrGone() throws IOException {
        try (World world = new World(folder)) {
            hold(world, 1);
            try (Wire gone = Wire.to(world.router.port());
                    Wire released = Wire.to(world.router.port())) {
                gone.send(write(""));
                eventually("parked", () -> world.parked() == 1);
                gone.abort();
                eventually("left", () -> world.parked() == 0);
                assertThat(world.router.meter().heldBytes()).isZero();

                released.send(write(""));
                eventually("parked", () -> world.parked() == 1);
                assertThat(world.router.meter().heldBytes()).isPositive();
                world.router
                        .publish(World.to(Side.TARGET, 2))
                        .toCompletableFuture()
                        .join();
                released.readUntil("target");
                assertThat(world.router.meter().heldBytes()).isZero();
            }
            try (Wire failed = Wire.to(world.router.port())) {
                world.router.hold(world.held(3), Duration.ofMillis(300));
                failed.send(write(""));
                assertThat(failed.readUntil("}")).startsWith("HTTP/1.1 503 ");
                assertThat(world.router.meter().heldBytes()).isZero();
            }
        }
    }

    @Test
    void onlyTheBeginningOfALargeBodyIsKeptAndCounted() throws IOException {
        try (World world = new World(folder);
                SocketChannel client = SocketChannel.open()) {
            hold(world, 1);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), world.router.port()));
            String head = "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: " + 8 * MEGABYTE + "\r\n\r\n";
            ByteBuffer all = ByteBuffer.wrap((head + "x".repeat(8 * MEGABYTE)).getBytes(StandardCharsets.US_ASCII));
            client.configureBlocking(false);
            client.write(all);
            eventually("parked", () -> world.parked() == 1);

            assertThat(world.router.meter().heldBytes()).isLessThan(100_000);
            client.configureBlocking(true);
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
            while (all.hasRemaining()) {
                client.write(all);
            }
            eventually("whole", () -> world.target.writes().contains(8 * MEGABYTE + " bytes"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void aClientWhoseInputIsNotReadLeavesTheQueueWhenItGoes(String end) throws IOException {
        try (World world = new World(folder);
                Wire client = Wire.to(world.router.port())) {
            hold(world, 1);
            client.send("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 100000\r\n\r\norder 1");
            eventually("parked", () -> world.parked() == 1);
            if (end.equals("RST")) {
                client.abort();
            } else {
                client.endOutput();
            }

            eventually("left", () -> world.parked() == 0);
            assertThat(world.router.meter().lastHold().orElseThrow().clientsGone())
                    .isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsReadOnAfterItsWriteWasParked() throws IOException {
        try (World world = new World(folder);
                Wire client = Wire.to(world.router.port())) {
            hold(world, 1);
            client.send("DELETE / HTTP/1.1\r\nHost: web\r\n\r\n");
            eventually("parked", () -> world.parked() == 1);
            client.send(Wire.lines("GET / HTTP/1.1|Host: web||"));
            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(client.readUntil("\r\n\r\ntarget")).startsWith("HTTP/1.1 200 ");
            assertThat(client.readUntil("\r\n\r\ntarget")).startsWith("HTTP/1.1 200 ");
        }
    }

    private static void hold(World world, long epoch) {
        world.router.hold(world.held(epoch), LONG).toCompletableFuture().join();
    }

    private static String write(String header) {
        return "POST / HTTP/1.1\r\nHost: web\r\n" + header + "Content-Length: 7\r\n\r\norder 1";
    }
}
