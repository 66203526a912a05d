package dev.bailey.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers what it was told to, and remembers what it was asked. Thread-safe. */
final class TestApi implements AutoCloseable {

    static final String TOKEN = "s3cret";

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> users = new CopyOnWriteArrayList<>();

    TestApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /* backlog= */ 0);
        server.createContext("/", this::handle);
        server.start();
    }

    TestApi on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> users() {
        return List.copyOf(users);
    }

    @Override
    public void close() {
        server.stop(/* delay= */ 0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Answer answer = answers.getOrDefault(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                new Answer(404, "{\"because\":[\"there is no such thing\"]}"));
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer = new Answer(401, "{\"because\":[\"the token is missing or wrong\"]}");
        }
        users.add(exchange.getRequestHeaders().getFirst("X-Bailey-User"));
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private record Answer(int status, String body) {}
}
