package dev.bailey.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The dashboard's files, out of the jar; nothing else can be asked for. */
final class DashboardFiles {

    private static final Map<String, String> TYPES = Map.of(
            "/", "text/html; charset=utf-8",
            "/dashboard.css", "text/css; charset=utf-8",
            "/dashboard.js", "text/javascript; charset=utf-8");

    private DashboardFiles() {}

    static void answer(HttpServerRequest request) {
        String path = request.path();
        String type = TYPES.get(path);
        if (type == null || !request.method().equals(HttpMethod.GET)) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.response()
                .putHeader("Content-Type", type)
                .putHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .end(file(path.equals("/") ? "/index.html" : path));
    }

    private static Buffer file(String path) {
        try (InputStream file = DashboardFiles.class.getResourceAsStream("/dashboard" + path)) {
            if (file == null) {
                throw new IllegalStateException("the dashboard lacks " + path);
            }
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
