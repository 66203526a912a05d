package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.router.Upstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/** Asks applications whether they are well, past the router. Thread-safe. */
final class Health {

    /** An application that is slower than this is not one to move users to. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private final Map<String, Plan.Service> services;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    /** Of upstreams for which somebody of their own vouches. */
    private final Map<Upstream, HttpClient> trusting = new ConcurrentHashMap<>();

    Health(Map<String, Plan.Service> services) {
        this.services = services;
    }

    /**
     * Why an application is not well on this side, by the plan's health path of it.
     *
     * @return empty when all are
     */
    Optional<String> trouble(Side side) {
        for (Map.Entry<String, Plan.Service> service : services.entrySet()) {
            URI path = service.getValue().url(side).resolve(service.getValue().health());
            Optional<String> trouble = trouble(path, service.getValue().upstream(side));
            if (trouble.isPresent()) {
                return Optional.of(service.getKey() + " on the " + side.label() + ": " + trouble.get());
            }
        }
        return Optional.empty();
    }

    private Optional<String> trouble(URI path, Upstream upstream) {
        try {
            if (upstream.protocol() == Upstream.Protocol.H2) {
                return Http2Health.trouble(path, upstream, LIMIT);
            }
            int status = status(path, upstream);
            return status / 100 == 2 ? Optional.empty() : Optional.of(path + " answers " + status);
        } catch (IOException e) {
            return Optional.of(path + " does not answer (" + words(e) + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("asking " + path + " was interrupted");
        }
    }

    private static String words(IOException e) {
        return e instanceof SSLException untrusted
                ? Upstream.why(untrusted)
                : e.getClass().getSimpleName();
    }

    private HttpClient client(Upstream upstream) {
        return upstream.ca().isEmpty()
                ? http
                : trusting.computeIfAbsent(
                        upstream,
                        one -> HttpClient.newBuilder()
                                .connectTimeout(LIMIT)
                                .sslContext(one.tls())
                                .build());
    }

    /** @throws SSLException when the application does not prove who it is */
    int status(URI path, Upstream upstream) throws IOException, InterruptedException {
        if (upstream.proxyProtocol().isPresent()) {
            return ProxiedHealth.status(path, upstream.proxyProtocol().get(), LIMIT);
        }
        HttpRequest request = HttpRequest.newBuilder(path).timeout(LIMIT).build();
        return client(upstream)
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The first page, as somebody gets it who came by plain HTTP. Not of one that expects the PROXY protocol. */
    HttpResponse<Void> asPlainClient(Upstream upstream) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(upstream.uri().resolve("/"))
                .header("X-Forwarded-Proto", "http")
                .timeout(LIMIT)
                .build();
        return client(upstream).send(request, HttpResponse.BodyHandlers.discarding());
    }
}
