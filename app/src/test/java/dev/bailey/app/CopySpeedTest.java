package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy beside users whose answers become slow, and quick again. */
@Tag("alone")
class CopySpeedTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SLOW = Duration.ofMillis(150);
    private static final long MB = 1_000_000;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean slow = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private HttpServer application;
    private int port;

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", exchange -> {
            if (slow.get()) {
                LockSupport.parkNanos(SLOW.toNanos());
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        application.setExecutor(threads);
        application.start();
        port = FreePort.next();
    }

    @AfterEach
    void stop() {
        over.set(true);
        threads.shutdownNow();
        application.stop(0);
    }

    private Plan plan(String source, String target) throws IOException {
        Path file = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  items:
                    engine: postgresql
                    source: %s
                    target: %s
                    copy: { bytes_per_second: 2MB, slow_down_when: { source_p99: 50ms } }
                services:
                  web: { listen: "127.0.0.1:%d", source: "http://127.0.0.1:%d", target: "http://127.0.0.1:1" }
                """.formatted(
                        "s" + source.substring(source.lastIndexOf('/') + 1),
                        source,
                        target,
                        port,
                        application.getAddress().getPort()));
        return PlanFile.read(file, Map.of()).plan();
    }

    @Test
    void theCopyGivesWayWhileUsersWaitAndSaysWhy() throws IOException, InterruptedException {
        String old = Servers.OLD.createDatabase();
        String fresh = Servers.NEW.createDatabase();
        Servers.OLD.execute(
                old,
                "CREATE TABLE item (id int PRIMARY KEY, words text)",
                "INSERT INTO item SELECT i, repeat('x', 1000) FROM generate_series(1, 40000) i");
        Plan plan = plan(Servers.OLD.url(old), Servers.NEW.url(fresh));
        StateFolder state = StateFolder.beside(folder.resolve("migration.yaml"), plan.migration());
        try (LiveMigration live = LiveMigration.open(plan, state, new ProgressLines(quiet()))) {
            CompletableFuture<Void> users = CompletableFuture.runAsync(this::ask, threads);
            CompletableFuture<Void> preparing = CompletableFuture.runAsync(() -> prepare(live), threads);
            await(
                    live,
                    "at the plan's speed",
                    speed -> speed.because().equals("limited by the plan") && speed.bytesPerSecond() > MB);

            slow.set(true);
            await(
                    live,
                    "slower",
                    speed -> speed.because().matches("source p99 is \\d+ ms, limit 50 ms.*")
                            && speed.bytesPerSecond() < MB / 2);
            slow.set(false);

            await(live, "speeding up", speed -> speed.because().equals("below every limit again, so it speeds up"));
            await(
                    live,
                    "as before",
                    speed -> speed.because().equals("limited by the plan") && speed.bytesPerSecond() > MB);
            assertThat(preparing).as("the copy goes on all the while").isNotDone();
            assertThat(new TestShell(folder, Map.of()).bailey("throttle", "off"))
                    .isZero();
            assertThat(speed(live).because()).isEqualTo("without a limit, by hand");
            await(live, "unhindered", speed -> speed.bytesPerSecond() > 3 * MB);
            assertThat(users).isNotDone();
        }
        try (LiveMigration again = LiveMigration.open(plan, state, new ProgressLines(quiet()))) {
            assertThat(speed(again).because()).as("after a restart").isEqualTo("without a limit, by hand");
        }
        for (String side : new String[] {old, fresh}) {
            (side.equals(old) ? Servers.OLD : Servers.NEW)
                    .execute(
                            side,
                            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                                    + " WHERE database = current_database()");
        }
    }

    private Shell quiet() {
        return new TestShell(folder, Map.of()).shell();
    }

    private static void prepare(LiveMigration live) {
        try {
            live.migration().prepare();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A user who asks again as soon as there is an answer. */
    private void ask() {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(LIMIT)
                .build();
        while (!over.get()) {
            try {
                http.send(request, HttpResponse.BodyHandlers.discarding());
                LockSupport.parkNanos(SLOW.toNanos() / 10);
            } catch (IOException | InterruptedException e) {
                LockSupport.parkNanos(SLOW.toNanos()); // the router is not there yet, or no more
            }
        }
    }

    private static Status.SpeedLine speed(LiveMigration live) {
        return live.migration().status().stores().get(0).speed();
    }

    private static void await(LiveMigration live, String what, Predicate<Status.SpeedLine> condition) {
        Eventually.eventually(what, LIMIT, () -> {
            Status.SpeedLine speed = speed(live);
            if (!condition.test(speed)) {
                throw new IllegalStateException(speed.toString());
            }
            return true;
        });
    }
}
