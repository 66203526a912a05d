package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a scrape brings: each sample with its labels in the order of the alphabet, and its value. */
final class MetricsText {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String text;
    private final Map<String, Double> samples = new TreeMap<>();

    private MetricsText(String text) {
        this.text = text;
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            int value = line.lastIndexOf(' ');
            samples.put(
                    line.substring(0, value),
                    Double.parseDouble(line.substring(value + 1).replace("+Inf", "Infinity")));
        }
    }

    static MetricsText of(Router... routers) {
        return new MetricsText(RouterMetrics.text(List.of(routers)));
    }

    static MetricsText scraped(int port) {
        HttpResponse<String> answer = get(port, "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return new MetricsText(answer.body());
    }

    static HttpResponse<String> get(int port, String path) {
        return CLIENT.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .join();
    }

    /** @param sample such as {@code requests_total{service="web"}}, without the prefix that all share */
    double value(String sample) {
        assertThat(samples).containsKey("bailey_router_" + sample);
        return samples.getOrDefault("bailey_router_" + sample, Double.NaN);
    }

    Map<String, Double> samples() {
        return samples;
    }

    String text() {
        return text;
    }
}
