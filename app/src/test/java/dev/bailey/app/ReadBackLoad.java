package dev.bailey.app;

import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of many tenants that book and read back what they have booked. Each tenant has one client, which knows what
 * was acknowledged, and is to read no less. Thread-safe.
 */
final class ReadBackLoad implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    static final int CLIENTS = 4;
    private static final int TENANTS_OF_EACH = 25;

    /** Of the requests; and each is read back at once every other time. */
    private static final double WRITES = 0.15;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final List<URI> routers;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> readsBySide =
            Map.of("source", new AtomicInteger(), "target", new AtomicInteger());
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean stopped;

    /** @param routers any of which takes any request */
    ReadBackLoad(List<URI> routers, long seed) {
        this.routers = List.copyOf(routers);
        for (int client = 0; client < CLIENTS; client++) {
            int first = client * TENANTS_OF_EACH;
            Random random = new Random(seed + client);
            Thread thread = new Thread(() -> repeat(first, random), "read-back-" + client);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Everybody who books. */
    static List<String> tenants() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS * TENANTS_OF_EACH; i++) {
            all.add("t" + i);
        }
        return all;
    }

    private void repeat(int first, Random random) {
        Map<String, Integer> booked = new HashMap<>();
        try {
            while (!stopped) {
                String tenant = "t" + (first + random.nextInt(TENANTS_OF_EACH));
                boolean writes = random.nextDouble() < WRITES;
                if (writes) {
                    book(tenant, booked, random);
                }
                if (!writes || random.nextBoolean()) {
                    readBack(tenant, booked.getOrDefault(tenant, 0), random);
                }
                LockSupport.parkNanos(random.nextLong(PAUSE_NANOS * 2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void book(String tenant, Map<String, Integer> booked, Random random) throws InterruptedException {
        HttpRequest.Builder request = request(tenant, random).POST(BodyPublishers.ofString("one"));
        if (send(request).isPresent()) {
            writes.incrementAndGet();
            booked.merge(tenant, 1, Integer::sum);
        }
    }

    private void readBack(String tenant, int atLeast, Random random) throws InterruptedException {
        send(request(tenant, random)).ifPresent(answer -> {
            String side = answer.headers().firstValue("X-Bailey-Side").orElse("none");
            AtomicInteger reads = readsBySide.get(side);
            if (reads != null) {
                reads.incrementAndGet();
            }
            if (Integer.parseInt(answer.body()) < atLeast) {
                troubles.add(tenant + " has booked " + atLeast + " and reads " + answer.body() + " from the " + side);
            }
        });
    }

    private HttpRequest.Builder request(String tenant, Random random) {
        return HttpRequest.newBuilder(routers.get(random.nextInt(routers.size())))
                .timeout(LIMIT)
                .header(TenantServer.HEADER, tenant);
    }

    private Optional<HttpResponse<String>> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return Optional.of(answer);
            }
            troubles.add(answer.statusCode() + " " + answer.body());
        } catch (IOException e) {
            troubles.add(e.toString());
        }
        return Optional.empty();
    }

    /** What should not have been: a read that lacked something, a request that failed. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    int writes() {
        return writes.get();
    }

    int readsFrom(String side) {
        return readsBySide.getOrDefault(side, new AtomicInteger()).get();
    }

    void awaitMoreReadsFrom(String side, int count) {
        int wanted = readsFrom(side) + count;
        LiveWorld.eventually(count + " more reads are answered by the " + side, () -> readsFrom(side) >= wanted);
    }

    /** Returns once everything that was sent is answered. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(2 * LIMIT.toMillis());
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
