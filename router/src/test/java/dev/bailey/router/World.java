package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** An application on each side, and a router in front of them. */
final class World implements AutoCloseable {

    static final String SLICE = "everyone";

    final Application source = new Application("source");
    final Application target = new Application("target");
    final Router router;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    World(Path folder, UnaryOperator<RouterSettings> change) throws IOException {
        router = Router.start(
                change.apply(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))));
    }

    World(Path folder) throws IOException {
        this(folder, settings -> settings);
    }

    HttpResponse<String> read(String path) {
        return send(request(path), BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        return client.sendAsync(request.build(), body).join();
    }

    CompletableFuture<HttpResponse<String>> write(String path, String body) {
        return client.sendAsync(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + router.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    Route held(long epoch) {
        return router.confirmed(SLICE).hold(epoch);
    }

    static Route to(Side side, long epoch) {
        return Route.to(side, SLICE, epoch);
    }

    int parked() {
        return router.meter().snapshot().heldNow();
    }

    @Override
    public void close() {
        router.close();
        source.close();
        target.close();
    }
}
