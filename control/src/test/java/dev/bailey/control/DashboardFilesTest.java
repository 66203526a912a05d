package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DashboardFilesTest {

    /** What a page or a module names to be loaded with it. */
    private static final Pattern LOADED = Pattern.compile("(?:src=\"|href=\"|from '\\./)([a-z]+\\.[a-z]+)");

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Vertx VERTX = Vertx.vertx();

    private static URI address;

    @BeforeAll
    static void start() throws ExecutionException, InterruptedException, TimeoutException {
        HttpServer server = VERTX.createHttpServer()
                .requestHandler(DashboardFiles::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        address = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    @AfterAll
    static void stop() throws ExecutionException, InterruptedException, TimeoutException {
        VERTX.close().toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void everythingThatThePageLoadsIsInTheJar() throws IOException, InterruptedException {
        Set<String> seen = new HashSet<>(Set.of(""));
        Deque<String> open = new ArrayDeque<>(seen);

        while (!open.isEmpty()) {
            String path = open.remove();
            HttpResponse<String> file = ask(path);
            assertThat(file.statusCode()).as("/" + path).isEqualTo(200);
            LOADED.matcher(file.body())
                    .results()
                    .map(match -> match.group(1))
                    .filter(seen::add)
                    .forEach(open::add);
        }

        assertThat(seen).contains("dashboard.css", "dashboard.js", "chart.js");
    }

    @Test
    void thePageNeedsNothingThatItsPolicyForbids() throws IOException, InterruptedException {
        HttpResponse<String> page = ask("");

        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'self'"));
        assertThat(page.body()).doesNotContain(" style=", "<style", " onclick=", "http://", "https://");
        assertThat(page.body()).doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void nothingElseCanBeAskedFor() throws IOException, InterruptedException {
        assertThat(ask("plan.schema.json").statusCode()).isEqualTo(404);
        assertThat(ask("..%2Fdashboard%2Fdashboard.js").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
