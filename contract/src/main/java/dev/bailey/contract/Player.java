package dev.bailey.contract;

import dev.bailey.core.Problem;
import dev.bailey.judging.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Sends requests to one side, one after the other. Follows no redirects: they are answers. */
final class Player {

    /** An answer is held in memory, twice. */
    private static final int BODY_BYTES_MAX = 64 << 20;

    /**
     * What belongs to a connection, is made anew, or asks whether a copy that nobody has is still good. What the JDK
     * refuses to send is among them.
     */
    private static final Set<String> OWN = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "upgrade",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "accept-encoding",
            "if-none-match",
            "if-modified-since",
            "if-match",
            "if-unmodified-since",
            "if-range");

    static {
        // Read once by the JDK, when its client is first used.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final Endpoint endpoint;
    private final Duration limit;
    private final HttpClient client;

    /** @param limit for each answer */
    Player(Endpoint endpoint, Duration limit) {
        this.endpoint = endpoint;
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit)
                .build();
    }

    /**
     * @return {@link Answer#none} if the connection broke or the answer did not come within the limit
     * @throws Problem if nobody is there, or the answer is too large
     */
    Answer play(Call call) throws InterruptedException {
        try {
            HttpResponse<InputStream> response = client.send(request(call), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Answer(response.statusCode(), response.headers().map(), body(call, response, body));
            }
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new Problem(
                    Problem.Kind.UNREACHABLE,
                    endpoint.base() + " cannot be reached ("
                            + e.getClass().getSimpleName()
                            + "): check the address, and that the application is up",
                    e);
        } catch (IOException e) {
            return Answer.none();
        }
    }

    private byte[] body(Call call, HttpResponse<InputStream> response, InputStream body) throws IOException {
        boolean packed = response.headers()
                .firstValue("content-encoding")
                .filter("gzip"::equalsIgnoreCase)
                .isPresent();
        byte[] bytes = (packed ? new GZIPInputStream(body) : body).readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    call.place() + ": " + endpoint.base() + " answers more than " + BODY_BYTES_MAX
                            + " bytes: take this request out of the file");
        }
        return bytes;
    }

    private HttpRequest request(Call call) {
        HttpRequest.BodyPublisher body = call.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(call.body().bytes());
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.of(call.target()))
                .method(call.method(), body)
                .timeout(limit);
        call.headers().stream()
                .filter(header -> !header.name().startsWith(":"))
                .filter(header -> !OWN.contains(header.name().toLowerCase(Locale.ROOT)))
                .forEach(header -> request.header(header.name(), header.value()));
        endpoint.headers().forEach(header -> request.setHeader(header.name(), header.value()));
        endpoint.host().ifPresent(host -> request.setHeader("Host", host));
        return request.build();
    }
}
