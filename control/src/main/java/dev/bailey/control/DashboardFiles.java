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

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("/", HTML),
            Map.entry("/dashboard.css", CSS),
            Map.entry("/dashboard.js", SCRIPT),
            Map.entry("/api.js", SCRIPT),
            Map.entry("/bridge.js", SCRIPT),
            Map.entry("/chart.js", SCRIPT),
            Map.entry("/dom.js", SCRIPT),
            Map.entry("/format.js", SCRIPT),
            Map.entry("/moves.js", SCRIPT),
            Map.entry("/panels.js", SCRIPT),
            Map.entry("/samples.js", SCRIPT),
            Map.entry("/favicon.svg", "image/svg+xml"));

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
