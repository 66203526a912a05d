package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Tag("alone")
class RouterUnderLoadTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int FLIPS = 200;
    private static final int HELD = 2_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoThousandHeldWritesAllReachTheNewSide(int eventLoops, @TempDir Path folder) throws IOException {
        try (World world = new World(folder, settings -> settings.withEventLoops(eventLoops))) {
            world.router.hold(world.held(1), LONG).toCompletableFuture().join();
            List<CompletableFuture<HttpResponse<String>>> writes = IntStream.range(0, HELD)
                    .mapToObj(order -> world.write("/", "order " + order))
                    .toList();
            eventually("parked", () -> world.parked() == HELD);

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(writes).allMatch(write -> write.join().body().equals("target"));
            assertThat(world.target.writes()).hasSize(HELD).doesNotHaveDuplicates();
            assertThat(world.source.writes()).isEmpty();
            assertThat(world.router.meter().snapshot().failed()).isZero();
            HoldReport report = world.router.meter().lastHold().orElseThrow();
            assertThat(report.held()).isEqualTo(HELD);
            assertThat(report.parked()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noRequestIsMisroutedDuringTwoHundredFlips(int eventLoops, @TempDir Path folder) throws IOException {
        try (World world = new World(folder, settings -> settings.withEventLoops(eventLoops))) {
            Map<Long, Side> sides = new ConcurrentHashMap<>(Map.of(0L, Side.SOURCE));
            Queue<HttpResponse<String>> answers = new ConcurrentLinkedQueue<>();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger order = new AtomicInteger();
            List<CompletableFuture<Void>> clients = IntStream.range(0, 8)
                    .mapToObj(client -> load(world, order, over, answers))
                    .toList();

            for (int flip = 0; flip < FLIPS; flip++) {
                Route held = world.held(2 * flip + 1);
                Side side = held.writes().opposite();
                sides.put(held.epoch(), held.writes());
                sides.put(held.epoch() + 1, side);
                world.router.hold(held, LONG).toCompletableFuture().join();
                world.router
                        .publish(World.to(side, held.epoch() + 1))
                        .toCompletableFuture()
                        .join();
            }
            over.set(true);
            clients.forEach(CompletableFuture::join);

            assertThat(answers).hasSizeGreaterThan(FLIPS);
            assertThat(answers.stream().filter(answer -> isMisrouted(answer, sides)))
                    .isEmpty();
            assertThat(world.router.meter().snapshot().failed()).isZero();
        }
    }

    @Test
    void noWriteIsInFlightOnTheOldSideOnceItIsHeld(@TempDir Path folder) throws IOException {
        try (World world = new World(folder)) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger order = new AtomicInteger();
            List<CompletableFuture<Void>> clients = IntStream.range(0, 8)
                    .mapToObj(client -> load(world, order, over, new ConcurrentLinkedQueue<>()))
                    .toList();

            for (int epoch = 1; epoch < 100; epoch += 2) {
                world.router.hold(world.held(epoch), LONG).toCompletableFuture().join();
                int writes = world.source.writes().size();
                eventually("parked", () -> world.parked() > 0);
                assertThat(world.source.writes()).hasSize(writes);
                world.router
                        .publish(World.to(Side.SOURCE, epoch + 1))
                        .toCompletableFuture()
                        .join();
            }
            over.set(true);
            clients.forEach(CompletableFuture::join);
        }
    }

    /** Whether the side that answered is another than it says, or than the route of its epoch named. */
    private static boolean isMisrouted(HttpResponse<String> answer, Map<Long, Side> sides) {
        long epoch = answer.headers().firstValueAsLong("X-Bailey-Epoch").orElseThrow();
        String side = answer.headers().firstValue("X-Bailey-Side").orElseThrow();
        String named = Objects.requireNonNull(sides.get(epoch)).label();
        return answer.statusCode() != 200 || !answer.body().equals(side) || !side.equals(named);
    }

    /** A client that writes and reads in turn, one request at a time, until told. */
    private static CompletableFuture<Void> load(
            World world, AtomicInteger order, AtomicBoolean over, Queue<HttpResponse<String>> answers) {
        return CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) {
                        answers.add(world.write("/", "order " + order.incrementAndGet())
                                .join());
                        answers.add(world.read("/"));
                    }
                },
                task -> new Thread(task, "client").start());
    }
}
