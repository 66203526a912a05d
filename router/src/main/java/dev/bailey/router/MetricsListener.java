package dev.bailey.router;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics} at an address of its own, without a token: it tells no more than counts. A port that is
 * taken leaves the router without metrics, not its users without a router. Thread-safe.
 */
final class MetricsListener {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsListener.class);

    private static final String PATH = "/metrics";
    private static final long START_SECONDS_MAX = 10;
    private static final int IDLE_SECONDS_MAX = 30;

    private final Vertx vertx;
    private final Router router;
    private final @Nullable HttpServer server;

    private MetricsListener(Vertx vertx, Router router, ListenAddress address) {
        this.vertx = vertx;
        this.router = router;
        this.server = listen(address);
    }

    static MetricsListener start(Vertx vertx, Router router, ListenAddress address) {
        return new MetricsListener(vertx, router, address);
    }

    /** Where it listens, if it does. */
    OptionalInt port() {
        return server == null ? OptionalInt.empty() : OptionalInt.of(server.actualPort());
    }

    private @Nullable HttpServer listen(ListenAddress address) {
        try {
            return vertx.createHttpServer(new HttpServerOptions()
                            .setHost(address.host())
                            .setPort(address.port())
                            .setIdleTimeout(IDLE_SECONDS_MAX))
                    .requestHandler(this::answer)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "{}: metrics cannot be served on {} ({}); the router serves without them until it is started again",
                    router.name(),
                    address,
                    e.getCause() == null ? e.toString() : e.getCause().getMessage());
            return null;
        }
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().equals(PATH)) {
            request.response().setStatusCode(404).end("metrics are at " + PATH + "\n");
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response()
                    .setStatusCode(405)
                    .putHeader("Allow", "GET, HEAD")
                    .end();
        } else {
            // Gathering waits for the event loops, so it must not stand on one.
            vertx.executeBlocking(() -> RouterMetrics.text(List.of(router)), /* ordered= */ false)
                    .onSuccess(text -> request.response()
                            .putHeader("Content-Type", RouterMetrics.CONTENT_TYPE)
                            .end(text))
                    .onFailure(failure -> {
                        LOG.error("a bug while gathering metrics", failure);
                        request.response().setStatusCode(500).end();
                    });
        }
    }
}
