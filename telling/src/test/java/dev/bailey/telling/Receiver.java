package dev.bailey.telling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that webhooks lead to. It is not there before it is started. Thread-safe. */
final class Receiver implements AutoCloseable {

    private static final String PATH = "/services/T0K3N";

    private final int port;
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private @Nullable HttpServer server;

    Receiver() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** @param first statuses of its first answers, before it takes everything */
    Receiver start(Integer... first) throws IOException {
        answers.addAll(List.of(first));
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
        made.createContext("/", this::answer);
        made.start();
        server = made;
        return this;
    }

    Webhook webhook(Webhook.Format format) {
        return new Webhook(URI.create("http://127.0.0.1:" + port + PATH), format);
    }

    /** The next that it took, or nothing if none comes. */
    @Nullable String next() throws InterruptedException {
        return bodies.poll(20, TimeUnit.SECONDS);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Integer refused = answers.poll();
        exchange.sendResponseHeaders(refused == null ? 200 : refused, -1);
        exchange.close();
        if (refused == null) {
            bodies.add(body);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
