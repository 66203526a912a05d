package dev.bailey.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small application with sessions, a token against forged requests, numbers of its own, and a field that never is the
 * same.
 */
final class Shop implements AutoCloseable {

    static final String PASSWORD = "correct horse battery";

    private final HttpServer server;
    private final AtomicInteger orders;
    private final AtomicInteger visits = new AtomicInteger();
    private final Set<String> sessions = new HashSet<>();
    private final String csrf = UUID.randomUUID().toString();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final String price;

    /** @param firstOrder where its numbers begin */
    Shop(String price, int firstOrder) throws IOException {
        this.price = price;
        this.orders = new AtomicInteger(firstOrder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Endpoint endpoint() {
        return new Endpoint(url(), Optional.empty(), List.of());
    }

    /** Method, target and host of each request. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    String csrf() {
        return csrf;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            String path = exchange.getRequestURI().getRawPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + host);
            switch (exchange.getRequestMethod() + " " + path.replaceAll("[0-9]+", "N")) {
                case "GET /price" ->
                    json(exchange, 200, "{\"price\":" + price + ",\"visit\":" + visits.incrementAndGet() + "}");
                case "GET /home" -> {
                    exchange.getResponseHeaders().add("Location", "http://" + host + "/welcome");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "GET /key" -> json(exchange, 200, "{\"api_key\":\"" + csrf + "\"}");
                case "GET /login" ->
                    page(
                            exchange,
                            "<form><input name=csrf type=hidden value=\"" + csrf + "\"><input name=password></form>");
                case "POST /login" -> login(exchange, body);
                case "POST /orders" -> order(exchange, body);
                case "GET /orders/N" -> shown(exchange, path);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void login(HttpExchange exchange, String body) throws IOException {
        if (!body.contains("csrf=" + csrf) || !body.contains("password=" + PASSWORD.replace(' ', '+'))) {
            json(exchange, 403, "{\"error\":\"no\"}");
            return;
        }
        String session = UUID.randomUUID().toString();
        sessions.add(session);
        exchange.getResponseHeaders().add("Set-Cookie", "sid=" + session + "; Path=/; HttpOnly");
        json(exchange, 200, "{\"user\":\"ada\"}");
    }

    private boolean isKnown(HttpExchange exchange) {
        List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        return sessions.stream().anyMatch(session -> cookies.toString().contains("sid=" + session));
    }

    private void order(HttpExchange exchange, String body) throws IOException {
        if (!isKnown(exchange) || !csrf.equals(exchange.getRequestHeaders().getFirst("X-CSRF"))) {
            json(exchange, 403, "{\"error\":\"log in first\"}");
            return;
        }
        String mail = body.contains("mail") ? "ada@shop.test" : "none";
        json(exchange, 201, "{\"id\":" + orders.incrementAndGet() + ",\"mail\":\"" + mail + "\"}");
    }

    private void shown(HttpExchange exchange, String path) throws IOException {
        boolean there = isKnown(exchange) && Integer.parseInt(path.substring("/orders/".length())) == orders.get();
        json(exchange, there ? 200 : 404, there ? "{\"price\":" + price + "}" : "{}");
    }

    private static void page(HttpExchange exchange, String html) throws IOException {
        send(exchange, 200, "text/html; charset=utf-8", html);
    }

    private static void json(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "application/json", text);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** What came of playing to it. */
    static List<String> paths(ContractResult result) {
        List<String> paths = new ArrayList<>();
        result.findings().forEach(finding -> paths.add(finding.path()));
        return paths;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
