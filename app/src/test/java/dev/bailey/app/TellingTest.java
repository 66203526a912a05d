package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.control.Api;
import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Side;
import dev.bailey.router.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People and scrapers are told what a real migration does. */
class TellingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration OPEN_FOR = Duration.ofSeconds(8);

    @TempDir
    private Path folder;

    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    @Test
    void movesAndGatesThatCloseAreTold() throws IOException, InterruptedException, SQLException {
        HttpServer people = people();
        try (LiveWorld world = world(people.getAddress().getPort())) {
            world.start();
            world.awaitOpen();
            await("ready");
            try (Connection writer = Servers.OLD.connect(world.sourceName);
                    Statement statement = writer.createStatement()) {
                awaitSettled(world);
                writer.setAutoCommit(false);
                statement.execute("INSERT INTO item VALUES (101, 'a long time')");
                await("gate-closed");
                writer.commit();
            }
            await("gate-open");
            LiveWorld.eventually("it crosses", () -> world.move(Side.TARGET) instanceof FlipAnswer.Done);
            await("measured");
        } finally {
            people.stop(0);
        }

        assertThat(told)
                .extracting(notice -> notice.path("event").asText())
                .containsExactly("ready", "gate-closed", "gate-open", "moved", "measured");
        assertThat(told.get(1).path("title").asText()).isEqualTo("no move to the target: writers of shop");
        assertThat(told.get(3).path("text").asText()).isEqualTo("asked for by a test");
    }

    @Test
    void aWebhookThatHangsHoldsNoRunUp() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LiveWorld world = world(silent.getLocalPort())) {
            world.start();
            world.awaitOpen();
            LiveWorld.eventually("it crosses", () -> world.move(Side.TARGET) instanceof FlipAnswer.Done);
            long start = System.nanoTime();

            world.end();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void scrapersReadItsFiguresWithATokenThatOpensNothingElse() throws IOException, InterruptedException {
        HttpServer people = people();
        try (LiveWorld world = world(people.getAddress().getPort())) {
            world.start();
            world.awaitOpen();
            try (Api api = Api.start(world.migration(), ListenAddress.LOOPBACK, world.state(), Map.of())) {
                URI page = URI.create(api.pageUrl());
                String token = Files.readString(world.state().path().resolve("metrics.token"))
                        .strip();

                assertThat(ask(page.resolve("/metrics"), "none").statusCode()).isEqualTo(401);
                assertThat(ask(page.resolve("/api/status"), token).statusCode()).isEqualTo(401);
                HttpResponse<String> metrics = ask(page.resolve("/metrics"), token);
                assertThat(metrics.statusCode()).isEqualTo(200);
                String name = "migration=\"t-" + world.sourceName + "\"";
                assertThat(metrics.body().lines())
                        .contains(
                                "bailey_phase{" + name + ",phase=\"ready\"} 1.0",
                                "bailey_phase{" + name + ",phase=\"flipping\"} 0.0",
                                "bailey_owner{" + name + ",side=\"source\"} 1.0",
                                "bailey_gate_open{gate=\"lag of shop\"," + name + ",to=\"target\"} 1.0",
                                "bailey_copy_rows{" + name + ",store=\"shop\"} 100.0",
                                "bailey_conflicts{direction=\"forward\"," + name + ",store=\"shop\"} 0.0",
                                "bailey_steps_waiting{" + name + "} 0.0",
                                "bailey_notices_failed_total{" + name + ",way=\"webhook 1 at 127.0.0.1\"} 0.0")
                        .anyMatch(line -> line.startsWith("bailey_lag_seconds{direction=\"reverse\""));
            }
        } finally {
            people.stop(0);
        }
    }

    private LiveWorld world(int port) throws IOException {
        LiveWorld world = new LiveWorld(
                folder,
                Servers.OLD,
                Servers.NEW,
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 100) n");
        world.plan(plan -> plan + """
                notify:
                  webhooks: [{ url: "http://127.0.0.1:%d/T0K3N", format: json }]
                """.formatted(port));
        return world;
    }

    private HttpServer people() throws IOException {
        HttpServer people = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        people.createContext("/", exchange -> {
            told.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        people.start();
        return people;
    }

    private void await(String event) {
        LiveWorld.eventually(
                event + " is told, of " + told,
                () -> told.stream()
                        .anyMatch(notice -> notice.path("event").asText().equals(event)));
    }

    /** A gate must have been open for some seconds before anybody is told that it closed. */
    private static void awaitSettled(LiveWorld world) {
        long[] openSince = {System.nanoTime()};
        LiveWorld.eventually("the gates stay open for a while", () -> {
            if (!world.closed().equals("[]")) {
                openSince[0] = System.nanoTime();
            }
            return System.nanoTime() - openSince[0] > OPEN_FOR.toNanos();
        });
    }

    private static HttpResponse<String> ask(URI address, String token) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
