package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips under load. {@code -Dbailey.flips=1000 -Dbailey.clients=64} is the long form, {@code -Dbailey.seed=…} repeats a
 * run's choices. It prints how long it took to publish a route, behind which no request follows an older one, and how
 * soon each connection had its first answer by it, client and upstream included.
 */
class RouterFlipsTest {

    private static final int FLIPS = Integer.getInteger("bailey.flips", 60);
    private static final int CLIENTS = Integer.getInteger("bailey.clients", 12);
    private static final long SEED = Long.getLong("bailey.seed", 20_261_128L);
    private static final int EVENT_LOOPS = 2;
    private static final int ANSWERS_BETWEEN_MAX = 200;
    private static final Duration HOLD = Duration.ofSeconds(30);

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void noRequestFailsOrIsMisroutedAndEachConnectionFollowsAtOnce(@TempDir Path folder)
            throws IOException, InterruptedException {
        Random random = new Random(SEED);
        try (ScriptedUpstream source = new ScriptedUpstream(SideApplication.named("source"));
                ScriptedUpstream target = new ScriptedUpstream(SideApplication.named("target"));
                Router router =
                        Router.start(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))
                                .withEventLoops(EVENT_LOOPS))) {
            FlipLog log = new FlipLog(router.confirmed("everyone"), 2L * FLIPS + 1);
            List<FlipClient> clients = start(router.port(), log);
            long[] publishNanos = new long[FLIPS];

            for (int flip = 0; flip < FLIPS; flip++) {
                waitForAnswers(clients, random.nextInt(ANSWERS_BETWEEN_MAX));
                publishNanos[flip] = flip(router, log, random);
            }
            waitForAnswers(clients, ANSWERS_BETWEEN_MAX);
            for (FlipClient client : clients) {
                client.stop();
            }

            assertThat(clients)
                    .as("seed %d", SEED)
                    .flatExtracting(FlipClient::wrong)
                    .isEmpty();
            assertThat(router.meter().snapshot().failed()).isZero();
            print(clients);
            print("route published", publishNanos);
        }
    }

    private static List<FlipClient> start(int port, FlipLog log) throws IOException {
        List<FlipClient> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(FlipClient.start(port, log, new Random(SEED + client)));
        }
        return clients;
    }

    /**
     * With a hold or without, for all requests or for the reads alone; some holds end where they began.
     *
     * @return the nanoseconds until every request was routed by the new route
     */
    private static long flip(Router router, FlipLog log, Random random) {
        Route now = router.confirmed("everyone");
        Side reads = random.nextInt(4) == 0 ? now.reads() : now.reads().opposite();
        Side writes = random.nextInt(4) == 0 ? now.writes() : now.writes().opposite();
        long epoch = now.epoch() + 1;
        if (random.nextBoolean()) {
            Route held = now.hold(epoch);
            log.planned(held);
            router.hold(held, HOLD).toCompletableFuture().join();
            log.published(held);
            epoch++;
        }
        Route next = new Route(now.slice(), reads, writes, /* held= */ false, epoch);
        log.planned(next);
        long began = System.nanoTime();
        var kept = router.publish(next).toCompletableFuture();
        long nanos = System.nanoTime() - began;
        log.published(next);
        kept.join();
        return nanos;
    }

    private static void waitForAnswers(List<FlipClient> clients, long more) {
        long before = answers(clients);
        eventually(
                "answers",
                () -> answers(clients) >= before + more
                        || clients.stream().anyMatch(client -> !client.wrong().isEmpty()));
    }

    private static long answers(List<FlipClient> clients) {
        return clients.stream().mapToLong(FlipClient::answers).sum();
    }

    private static void print(List<FlipClient> clients) {
        System.out.printf(
                "%d flips, %d connections, seed %d: %d answers, 0 failed, 0 misrouted%n",
                FLIPS, CLIENTS, SEED, answers(clients));
        print(
                "first answer by a new route",
                clients.stream()
                        .flatMapToLong(client -> client.followedNanos().stream().mapToLong(Long::longValue))
                        .toArray());
    }

    private static void print(String what, long[] nanos) {
        long[] micros = LongStream.of(nanos)
                .map(TimeUnit.NANOSECONDS::toMicros)
                .sorted()
                .toArray();
        System.out.printf(
                "%s, µs: %d times, p50 %d, p99 %d, most %d, over 5,000 %d times%n",
                what,
                micros.length,
                at(micros, 0.5),
                at(micros, 0.99),
                at(micros, 1),
                LongStream.of(micros).filter(each -> each > 5_000).count());
    }

    private static long at(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))];
    }
}
