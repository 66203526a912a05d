package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.bailey.testkit.History.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The shop as its clients reach it, over connections that are kept open. Nothing is ever sent twice. Thread-safe. */
final class ShopClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final ExecutorService threads;
    private final HttpClient http;

    ShopClient(URI base) {
        this.base = base;
        this.threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "shop-client");
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    Reply read(String path) throws InterruptedException {
        return send(request(path).GET().build(), /* token= */ "");
    }

    /** Sends a write; only an answer that repeats the token acknowledges it. */
    Reply write(String method, String path, String token, String body) throws InterruptedException {
        BodyPublisher publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(
                request(path)
                        .header(ShopServer.TOKEN, token)
                        .method(method, publisher)
                        .build(),
                token);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_TIMEOUT);
    }

    private Reply send(HttpRequest request, String token) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            return reply(response, token);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Reply(0, Outcome.REFUSED, NullNode.instance, "not connected: " + e);
        } catch (IOException e) {
            return new Reply(0, Outcome.UNKNOWN, NullNode.instance, "no answer: " + e);
        }
    }

    private static Reply reply(HttpResponse<byte[]> response, String token) {
        JsonNode body = json(response.body());
        boolean notDone = response.headers().firstValue(ShopServer.NOT_DONE).isPresent();
        boolean confirmed = response.statusCode() == 200
                && (token.isEmpty() || token.equals(body.path("token").asText()));
        Outcome outcome = confirmed ? Outcome.ACKNOWLEDGED : notDone ? Outcome.REFUSED : Outcome.UNKNOWN;
        String error = confirmed
                ? ""
                : response.statusCode() + " " + body.path("error").asText();
        return new Reply(response.statusCode(), outcome, body, error);
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? NullNode.instance : json;
        } catch (IOException e) {
            // A proxy's own error page, say: the status tells enough.
            return NullNode.instance;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What came back.
     *
     * @param status of HTTP; 0 when nothing came
     * @param outcome what it says about a write
     * @param error empty when it went well
     */
    record Reply(int status, Outcome outcome, JsonNode body, String error) {
        boolean isOk() {
            return error.isEmpty();
        }
    }
}
