package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.control.RouterWelcome;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router in a process of its own whose control plane is gone. */
class RouterProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WRONG = 2;
    private static final int FAILED = 3;
    private static final int REQUESTS = 300;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<BaileyProcess> started = new ArrayList<>();
    private final int port = FreePort.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch slowMayGoOn = new CountDownLatch(1);
    private final CountDownLatch slowHasCome = new CountDownLatch(1);
    private HttpServer application;

    @BeforeEach
    void startTheApplication() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        application.createContext("/work", RouterProcessTest::answer);
        application.createContext("/slow", this::answerSlowly);
        application.setExecutor(threads);
        application.start();
    }

    @AfterEach
    void stopEverything() {
        started.forEach(BaileyProcess::close);
        application.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = "done".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void answerSlowly(HttpExchange exchange) throws IOException {
        slowHasCome.countDown();
        try {
            if (!slowMayGoOn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("nobody lets it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange);
    }

    @Test
    void itServesByItsLastRouteAfterARestartWithoutTheControlPlane() throws IOException, InterruptedException {
        BaileyProcess router = start("one");
        assertThat(side()).isEqualTo("source");
        router.kill();

        start("one");

        assertThat(side()).isEqualTo("source");
    }

    @Test
    void itSendsEachTenantToTheSideOfItsSlice() throws IOException, InterruptedException {
        String part = """
                {"services": {"web": {"listen": "127.0.0.1:%1$d", "source": "http://127.0.0.1:%2$d",
                 "target": "http://localhost:%2$d", "tenant": {"header": "X-Tenant"}}}, "cutover": {},
                 "slices": [{"name": "pilot", "tenants": ["acme"]}, {"name": "rest"}]}""".formatted(port, application.getAddress().getPort());
        List<Route> routes = List.of(Route.to(Side.TARGET, "pilot", 5), Route.to(Side.SOURCE, "rest", 4));

        start("one", new RouterWelcome("shop", "web", part, routes));

        assertThat(side("X-Tenant", "acme")).isEqualTo("target");
        assertThat(side("X-Tenant", "globex")).isEqualTo("source");
    }

    @Test
    void aStateFolderBelongsToOneRouterAtATime() throws InterruptedException {
        start("one");

        BaileyProcess second = process("one");

        assertThat(second.awaitExit(PATIENCE)).contains(FAILED);
        assertThat(second.output()).anyMatch(line -> line.contains("another router keeps its state in"));
    }

    @Test
    void withoutATokenItDoesNotStart() throws InterruptedException {
        BaileyProcess router = keep(
                BaileyProcess.start(folder, Map.of("BAILEY_JOIN_TOKEN", ""), "router", "--join", "http://127.0.0.1:1"));

        assertThat(router.awaitExit(PATIENCE)).contains(WRONG);
        assertThat(router.output()).anyMatch(line -> line.contains("there is no token"));
    }

    @Test
    void toldToStopItEndsItsRequestsInFlight() throws IOException, InterruptedException {
        BaileyProcess router = start("one");
        var slow = http.sendAsync(request("/slow"), HttpResponse.BodyHandlers.ofString());
        assertThat(slowHasCome.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        router.interrupt();
        Eventually.eventually("nobody new is taken", PATIENCE, () -> !isListening());
        slowMayGoOn.countDown();

        assertThat(slow).succeedsWithin(PATIENCE).extracting(HttpResponse::body).isEqualTo("done");
        assertThat(router.awaitExit(PATIENCE)).isPresent();
    }

    @Test
    void anotherRouterTakesOverOnTheSamePortAndNoRequestFails() throws IOException, InterruptedException {
        BaileyProcess old = start("old");
        List<KeepAliveClient> clients = new ArrayList<>();
        IntStream.range(0, 6).forEach(i -> clients.add(new KeepAliveClient(port, /* reuses= */ true, 1 + i * 5L)));
        IntStream.range(0, 3).forEach(i -> clients.add(new KeepAliveClient(port, /* reuses= */ false, 2)));
        clients.forEach(threads::execute);
        awaitAnswers(clients, REQUESTS);

        start("fresh");
        awaitAnswers(clients, 2 * REQUESTS);
        old.interrupt();
        assertThat(old.awaitExit(PATIENCE)).isPresent();
        awaitAnswers(clients, answered(clients) + REQUESTS);
        clients.forEach(KeepAliveClient::stop);

        assertThat(clients).flatMap(KeepAliveClient::failures).isEmpty();
    }

    private static void awaitAnswers(List<KeepAliveClient> clients, long count) {
        Eventually.eventually(count + " answers", PATIENCE, () -> answered(clients) >= count);
    }

    private static long answered(List<KeepAliveClient> clients) {
        return clients.stream().mapToLong(KeepAliveClient::answered).sum();
    }

    private BaileyProcess start(String name) throws InterruptedException {
        String part = """
                {"services": {"web": {"listen": "127.0.0.1:%d", "source": "http://127.0.0.1:%d",
                 "target": "http://127.0.0.1:1"}}, "cutover": {}}""".formatted(port, application.getAddress().getPort());
        return start(name, new RouterWelcome("shop", "web", part, List.of(Route.to(Side.SOURCE, "everyone", 4))));
    }

    private BaileyProcess start(String name, RouterWelcome told) throws InterruptedException {
        try (RouterFolder state = RouterFolder.open(folder.resolve(name))) {
            state.keep(told);
        }
        BaileyProcess router = process(name);
        router.awaitLine("a router that serves", PATIENCE, line -> line.contains("web of migration shop on port"));
        return router;
    }

    private BaileyProcess process(String name) {
        return keep(BaileyProcess.start(
                folder,
                Map.of("BAILEY_JOIN_TOKEN", "a token"),
                "router",
                "--join",
                "http://127.0.0.1:1",
                "--share-port",
                "--name",
                name,
                "--state",
                folder.resolve(name).toString()));
    }

    private BaileyProcess keep(BaileyProcess process) {
        started.add(process);
        return process;
    }

    private boolean isListening() {
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private HttpRequest request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private String side(String... headers) throws IOException, InterruptedException {
        return http.send(request("/work", headers), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("X-Bailey-Side")
                .orElse("");
    }
}
