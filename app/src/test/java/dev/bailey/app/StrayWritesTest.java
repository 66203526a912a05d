package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Side;
import dev.bailey.testkit.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cutover with a write in flight that does not end. */
@Timeout(180)
class StrayWritesTest {

    private static final String TABLE = "CREATE TABLE item (id int PRIMARY KEY, name text)";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch exportMayEnd = new CountDownLatch(1);
    private final CountDownLatch exporting = new CountDownLatch(1);
    private HttpServer source;
    private HttpServer target;
    private int port;

    @BeforeEach
    void start() throws IOException {
        source = application("source");
        target = application("target");
        port = FreePort.next();
    }

    @AfterEach
    void stop() {
        exportMayEnd.countDown();
        source.stop(0);
        target.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aMoveThatWaitsForItIsGivenUpNamesItAndEverythingGoesOnAsBefore() throws IOException, InterruptedException {
        try (LiveWorld world = world("wait")) {
            CompletableFuture<HttpResponse<String>> export = post("/export?key=secret");
            exporting.await();
            CompletableFuture<FlipAnswer> move = CompletableFuture.supplyAsync(() -> world.move(Side.TARGET), threads);

            while (!move.isDone()) {
                assertThat(post("/next").join().body()).isEqualTo("source");
            }

            assertThat(move.join())
                    .isInstanceOfSatisfying(
                            FlipAnswer.GivenUp.class,
                            given -> assertThat(given.move().flip().because())
                                    .startsWith("running writes did not end within 1000 ms: 1 write in flight for ")
                                    .endsWith(" s: POST /export"));
            assertThat(post("/next").join().body()).isEqualTo("source");
            assertThat(export).isNotDone();
            exportMayEnd.countDown();
            assertThat(export.join().statusCode()).isEqualTo(200);
            world.awaitOpen();
            assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
            assertThat(post("/next").join().body()).isEqualTo("target");
        }
    }

    @Test
    void aMoveThatClosesItGoesThrough() throws IOException, InterruptedException {
        try (LiveWorld world = world("close")) {
            CompletableFuture<HttpResponse<String>> export = post("/export");
            exporting.await();

            assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);

            assertThat(export.join().statusCode()).isEqualTo(503);
            assertThat(export.join().body()).contains("it may have been carried out");
            assertThat(post("/next").join().body()).isEqualTo("target");
        }
    }

    private LiveWorld world(String strays) throws IOException, InterruptedException {
        LiveWorld world = new LiveWorld(folder, Servers.OLD, Servers.NEW, TABLE);
        world.plan(text -> text.replace("{ max: 2s }", "{ max: 2s, strays: " + strays + " }")
                + """
                services:
                  web: { listen: "127.0.0.1:%d", source: "%s", target: "%s" }
                """.formatted(port, url(source), url(target)));
        world.start();
        world.awaitOpen();
        return world;
    }

    private CompletableFuture<HttpResponse<String>> post(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofString("order"))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpServer application(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, name));
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange, String name) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().equals("/export")) {
                exporting.countDown();
                exportMayEnd.await();
            }
            byte[] body = name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
