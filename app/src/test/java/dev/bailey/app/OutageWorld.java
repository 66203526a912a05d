package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A migration whose prober comes over a link that can be cut, to an application that can be ill on one path. */
final class OutageWorld implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);

    final CrossingWorld shop;
    final FaultyLink publicAddress;
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer oldApplication;
    private HttpServer newApplication;

    OutageWorld(Path folder) throws SQLException, IOException {
        shop = new CrossingWorld(folder, "{ lag: 5s }");
        publicAddress = new FaultyLink(shop.web().getPort());
        oldApplication = application(0);
        newApplication = application(0);
        String plan = Files.readString(shop.plan)
                .replaceFirst("(services:[^$]*source: )\\S+", "$1" + url(oldApplication))
                .replaceFirst("(services:[^$]*target: )\\S+", "$1" + url(newApplication));
        Files.writeString(
                shop.plan,
                plan + "prober: { web: { url: \"http://127.0.0.1:" + publicAddress.port()
                        + "/health\", every: 200ms, expect: { contains: ok } } }\n");
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpServer application(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            server.createContext("/health", OutageWorld::answer);
            server.createContext("/broken", HttpExchange::close);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = "ok".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    void stopNewApplication() {
        newApplication.stop(0);
    }

    void startNewApplication() {
        newApplication = application(newApplication.getAddress().getPort());
    }

    int get(String path) throws IOException, InterruptedException {
        URI uri = shop.web().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    void cross() {
        eventually(
                "it crosses",
                () -> shop.move("cutover").path("outcome").asText().equals("done"));
    }

    JsonNode availability() throws IOException, InterruptedException {
        return shop.report().path("availability");
    }

    /** Windows of the report, each as its kind and who saw it. */
    List<String> windows() throws IOException, InterruptedException {
        List<String> windows = new ArrayList<>();
        shop.report()
                .path("degraded")
                .forEach(window -> windows.add(window.path("kind").asText() + " seen by "
                        + window.path("seenBy").asText()));
        return windows;
    }

    boolean disagrees(String words) throws IOException, InterruptedException {
        for (JsonNode sentence : availability().path("disagreements")) {
            if (sentence.asText().contains(words)) {
                return true;
            }
        }
        return false;
    }

    /** Since the last time that the prober alone saw something. */
    boolean isWellForSeconds() throws IOException, InterruptedException {
        JsonNode report = shop.report();
        Instant seen = Instant.EPOCH;
        for (JsonNode window : report.path("degraded")) {
            seen = window.path("seenBy").asText().equals("prober")
                    ? Instant.parse(window.path("to").asText())
                    : seen;
        }
        String last =
                report.path("availability").path("probed").path(0).path("to").asText();
        return Duration.between(seen, Instant.parse(last)).toSeconds() >= 2;
    }

    void eventually(String what, Callable<Boolean> condition) {
        try {
            Eventually.eventually(what, PATIENCE, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the report is " + reportText(), e);
        }
    }

    private String reportText() {
        try {
            return shop.report().toPrettyString();
        } catch (IOException e) {
            return "not to be had: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "not to be had";
        }
    }

    @Override
    public void close() {
        publicAddress.close();
        oldApplication.stop(0);
        newApplication.stop(0);
        shop.close();
    }
}
