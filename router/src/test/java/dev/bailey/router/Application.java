package dev.bailey.router;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The application of one side: answers with its own name, {@code /echo} with the body, {@code /slow} once allowed to.
 * Remembers the bodies of writes in the order in which they came.
 */
final class Application implements AutoCloseable {

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch slowMayAnswer = new CountDownLatch(1);
    private final List<String> writes = Collections.synchronizedList(new ArrayList<>());
    private final List<String> forwardedFor = new CopyOnWriteArrayList<>();

    Application(String name) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> writes() {
        return writes;
    }

    List<String> forwardedFor() {
        return forwardedFor;
    }

    void letSlowRequestsAnswer() {
        slowMayAnswer.countDown();
    }

    @Override
    public void close() {
        letSlowRequestsAnswer();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!exchange.getRequestMethod().equals("GET")) {
                writes.add(body.length > 1_000 ? body.length + " bytes" : new String(body, StandardCharsets.UTF_8));
            }
            forwardedFor.addAll(exchange.getRequestHeaders().getOrDefault("X-Forwarded-For", List.of()));
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/slow")) {
                slowMayAnswer.await();
            }
            byte[] answer = path.equals("/echo") ? body : name.getBytes(StandardCharsets.UTF_8);
            boolean chunked = answer.length > 100_000;
            exchange.sendResponseHeaders(200, chunked ? 0 : answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
