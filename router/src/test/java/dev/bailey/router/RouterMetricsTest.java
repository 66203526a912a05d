package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterMetricsTest {

    private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

    @TempDir
    private Path folder;

    @Test
    void requestsAreCountedByServiceAndSideAndClassOfAnswer() throws IOException {
        try (World world = new World(folder)) {
            world.read("/");
            world.read("/");

            MetricsText seen = once(world, "side_answers_total{class=\"2xx\",service=\"web\",side=\"source\"}", 2);
            assertThat(seen.value("requests_total{service=\"web\"}")).isEqualTo(2);
            assertThat(seen.value("side_requests_total{service=\"web\",side=\"source\"}"))
                    .isEqualTo(2);
            assertThat(seen.value("side_requests_total{service=\"web\",side=\"target\"}"))
                    .isZero();
            assertThat(seen.value("side_requests_in_flight{service=\"web\",side=\"source\"}"))
                    .isZero();
            assertThat(seen.value("side_answers_total{class=\"5xx\",service=\"web\",side=\"source\"}"))
                    .isZero();
        }
    }

    @Test
    void answersAreToldByTheirClass() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(
                        ScriptedUpstream.answering(Wire.lines("HTTP/1.1 404 Not Found|Content-Length: 0||")));
                Router router = routerTo(upstream);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("GET / HTTP/1.1|Host: web|Connection: close||"));
            client.readToEnd();

            eventually(
                    "counted",
                    () -> MetricsText.of(router)
                                    .value("side_answers_total{class=\"4xx\",service=\"web\",side=\"source\"}")
                            == 1);
            assertThat(MetricsText.of(router)
                            .value("side_answers_total{class=\"2xx\",service=\"web\",side=\"source\"}"))
                    .isZero();
        }
    }

    @Test
    void failuresAreToldByReasonAndThoseThatDidNotOccurAreZero() throws IOException {
        try (World world = new World(folder)) {
            world.source.close();
            world.read("/");

            MetricsText seen = MetricsText.of(world.router);
            assertThat(seen.value("failures_total{reason=\"upstream_refused\",service=\"web\",side=\"source\"}"))
                    .isEqualTo(1);
            assertThat(seen.value("failures_total{reason=\"upstream_timeout\",service=\"web\",side=\"source\"}"))
                    .isZero();
            assertThat(seen.value("failures_total{reason=\"hold_full\",service=\"web\",side=\"none\"}"))
                    .isZero();
        }
    }

    @Test
    void durationsAreAHistogramThatAddsUpAndPercentilesOfLate() throws IOException {
        try (World world = new World(folder)) {
            world.read("/");
            String labels = "service=\"web\",side=\"source\"";

            MetricsText seen = once(world, "request_duration_seconds_count{" + labels + "}", 1);

            assertThat(seen.value("request_duration_seconds_bucket{" + labels + ",le=\"+Inf\"}"))
                    .isEqualTo(1);
            assertThat(seen.value("request_duration_seconds_bucket{" + labels + ",le=\"60.0\"}"))
                    .isEqualTo(1);
            assertThat(seen.value("request_duration_seconds_sum{" + labels + "}"))
                    .isPositive();
            for (String quantile : List.of("0.5", "0.9", "0.99", "0.999", "1.0")) {
                assertThat(seen.value("request_duration_recent_seconds{" + labels + ",quantile=\"" + quantile + "\"}"))
                        .isPositive();
            }
        }
    }

    @Test
    void aHoldIsSeenWhileItLastsAndAfterwards() throws IOException {
        try (World world = new World(folder)) {
            world.router
                    .hold(world.held(1), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            CompletableFuture<HttpResponse<String>> parked = world.write("/", "order");
            eventually("parked", () -> world.parked() == 1);

            MetricsText during = MetricsText.of(world.router);
            assertThat(during.value("requests_parked{service=\"web\"}")).isEqualTo(1);
            assertThat(during.value("route_held{service=\"web\",slice=\"everyone\"}"))
                    .isEqualTo(1);

            world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
            parked.join();
            MetricsText after = MetricsText.of(world.router);
            assertThat(after.value("requests_parked{service=\"web\"}")).isZero();
            assertThat(after.value("requests_held_total{service=\"web\"}")).isEqualTo(1);
            assertThat(after.value("hold_duration_seconds_count{service=\"web\"}"))
                    .isEqualTo(1);
            assertThat(after.value(
                            "route_epoch{reads=\"target\",service=\"web\",slice=\"everyone\",writes=\"target\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void thePoolToldByItsLoopsHasAnIdleConnectionAfterARequest() throws IOException {
        try (World world = new World(folder)) {
            world.read("/");

            MetricsText seen = once(world, "pool_connections_idle{service=\"web\",side=\"source\"}", 1);
            assertThat(seen.value("pool_connections_open{service=\"web\",side=\"source\"}"))
                    .isEqualTo(1);
            assertThat(seen.value("pool_requests_waiting{service=\"web\",side=\"source\"}"))
                    .isZero();
        }
    }

    @Test
    void theLagOfEachEventLoopIsTold() throws IOException {
        try (World world = new World(folder, settings -> settings.withEventLoops(2))) {
            eventually(
                    "ticked",
                    () -> MetricsText.of(world.router)
                            .samples()
                            .keySet()
                            .containsAll(
                                    List.of(
                                            "bailey_router_event_loop_lag_seconds{loop=\"0\",service=\"web\",quantile=\"1.0\"}",
                                            "bailey_router_event_loop_lag_seconds{loop=\"1\",service=\"web\",quantile=\"1.0\"}")));
        }
    }

    @Test
    void severalRoutersStandUnderOneName() throws IOException {
        try (World web = new World(folder);
                World shop = new World(
                        folder,
                        settings -> RouterSettings.of(
                                "shop",
                                settings.source().uri(),
                                settings.target().uri(),
                                folder.resolve("shop.json")))) {
            String text = MetricsText.of(web.router, shop.router).text();

            assertThat(text.lines().filter(line -> line.startsWith("# TYPE bailey_router_requests_total ")))
                    .hasSize(1);
            assertThat(text).contains("requests_total{service=\"web\"} 0.0", "requests_total{service=\"shop\"} 0.0");
        }
    }

    @Test
    void thePathsThatAreNamedAreCountedApart() throws IOException {
        Telemetry telemetry = Telemetry.NONE.with(new Metrics(ANY_PORT, List.of("/api", "/shop")));
        try (World world = new World(folder, settings -> settings.with(telemetry))) {
            world.read("/api/orders?x=1");
            world.read("/apis");

            MetricsText seen = once(world, "path_answers_total{class=\"2xx\",path=\"/api\",service=\"web\"}", 1);
            assertThat(seen.value("path_duration_seconds_count{path=\"/api\",service=\"web\"}"))
                    .isEqualTo(1);
            assertThat(seen.value("path_answers_total{class=\"2xx\",path=\"/shop\",service=\"web\"}"))
                    .isZero();
        }
    }

    @Test
    void anAddressOfItsOwnAnswersScrapes() throws IOException {
        Telemetry telemetry = Telemetry.NONE.with(new Metrics(ANY_PORT, List.of()));
        try (World world = new World(folder, settings -> settings.with(telemetry))) {
            int port = world.router.metricsPort().orElseThrow();

            HttpResponse<String> answer = MetricsText.get(port, "/metrics");

            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(MetricsText.scraped(port).value("requests_total{service=\"web\"}"))
                    .isZero();
            assertThat(MetricsText.get(port, "/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aTakenPortLeavesTheRouterWithoutMetricsAndItsUsersServed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Telemetry telemetry =
                    Telemetry.NONE.with(new Metrics(new ListenAddress("0.0.0.0", taken.getLocalPort()), List.of()));
            try (World world = new World(folder, settings -> settings.with(telemetry))) {
                assertThat(world.read("/").statusCode()).isEqualTo(200);
                assertThat(world.router.metricsPort()).isEmpty();
            }
        }
    }

    @Test
    void everyNameIsInTheDocumentation() throws IOException {
        Telemetry telemetry = Telemetry.NONE
                .with(new Metrics(ANY_PORT, List.of("/api")))
                .with(AccessLog.to(folder.resolve("web.log")));
        try (World world = new World(folder, settings -> settings.with(telemetry))) {
            String documented = Files.readString(Path.of("../docs/router.md"));
            Set<String> names = new TreeSet<>();
            Matcher types = Pattern.compile("# TYPE (\\S+)")
                    .matcher(MetricsText.of(world.router).text());
            while (types.find()) {
                names.add(types.group(1));
            }

            assertThat(names)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(name -> assertThat(documented).contains("`" + name + "`"));
        }
    }

    private static MetricsText once(World world, String sample, double value) {
        eventually(sample, () -> MetricsText.of(world.router).value(sample) == value);
        return MetricsText.of(world.router);
    }

    private Router routerTo(ScriptedUpstream upstream) {
        return Router.start(RouterSettings.of(
                "web", upstream.uri(), URI.create("http://127.0.0.1:1"), folder.resolve("routes.json")));
    }
}
