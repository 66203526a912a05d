package dev.bailey.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** Asks a control plane by the OpenFeature Remote Evaluation Protocol. Thread-safe. */
final class Questions {

    private static final String PATH = "/ofrep/v1/evaluate/flags/";

    private final URI control;
    private final String token;
    private final Duration limit;
    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();

    /** @param limit for how long an answer is waited for */
    Questions(URI control, String token, Duration limit) {
        this.control = control;
        this.token = token;
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .build();
    }

    /** @param timeToLive from before the question was asked */
    record Answer(JsonNode value, Duration timeToLive) {}

    /**
     * Asks now.
     *
     * @param tenant empty for what is everyone's
     * @throws IOException when nobody answered in time, or not with a value
     */
    Answer ask(String key, String side, String tenant) throws IOException {
        Map<String, String> context = tenant.isEmpty() ? Map.of("side", side) : Map.of("side", side, "tenant", tenant);
        HttpRequest request = HttpRequest.newBuilder(control.resolve(PATH + key))
                .timeout(limit)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(Map.of("context", context))))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = json.readTree(response.body());
            JsonNode value = body.path("value");
            JsonNode timeToLive = body.path("metadata").path("ttlMillis");
            if (response.statusCode() != 200 || value.isMissingNode() || !timeToLive.isIntegralNumber()) {
                throw new IOException(control + " answered " + response.statusCode() + " "
                        + body.path("errorDetails").asText());
            }
            return new Answer(value, Duration.ofMillis(timeToLive.asLong()));
        } catch (ConnectException | HttpTimeoutException e) {
            throw new IOException(control + " does not answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + control);
        }
    }
}
