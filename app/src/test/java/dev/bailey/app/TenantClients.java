package dev.bailey.app;

import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of many tenants that book through the router, one request after the other, and keep the token of each that
 * was acknowledged.
 */
final class TenantClients implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final URI web;
    private final int tenants;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong tokens = new AtomicLong();

    /** Of each acknowledged token its tenant. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** @param tenants named 0, 1 and so on */
    TenantClients(URI web, int clients, int tenants, long seed) {
        this.web = web;
        this.tenants = tenants;
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seed + i);
            Thread thread = new Thread(() -> book(random), "client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void book(Random random) {
        while (!over) {
            // half of the requests are of a few tenants, so that rows are hot
            String tenant = Integer.toString(random.nextInt(random.nextBoolean() ? 10 : tenants));
            String token = "token " + tokens.incrementAndGet();
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(web)
                                .header(TenantApplication.HEADER, tenant)
                                .timeout(LIMIT)
                                .POST(HttpRequest.BodyPublishers.ofString(token))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    acknowledged.put(token, tenant);
                } else {
                    failures.add("tenant " + tenant + ": " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failures.add("tenant " + tenant + ": " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    Map<String, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    void awaitMore(int count) {
        int wanted = acknowledged.size() + count;
        Eventually.eventually(count + " more are acknowledged", LIMIT, () -> acknowledged.size() >= wanted);
    }

    /** Returns once none of its requests is under way. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
        }
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
    }
}
