package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.router.AccessLog;
import dev.bailey.router.ListenAddress;
import dev.bailey.router.Metrics;
import dev.bailey.router.Telemetry;
import dev.bailey.router.Traces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the part of a service that says what of its requests is shown into what its router is told. */
final class TelemetryReader {

    /** In place of a file. */
    static final String STANDARD_OUTPUT = "-";

    private TelemetryReader() {}

    static Telemetry telemetry(JsonNode service) {
        return new Telemetry(
                accessLog(service.path("access_log")),
                metrics(service.path("metrics")),
                traces(service.path("traces")),
                /* makesRequestIds= */ service.path("request_id").asText().equals("make"));
    }

    private static Optional<AccessLog> accessLog(JsonNode log) {
        if (log.isMissingNode()) {
            return Optional.empty();
        }
        String file = log.path("file").asText();
        return Optional.of(new AccessLog(
                file.equals(STANDARD_OUTPUT) ? Optional.empty() : Optional.of(Path.of(file)),
                PlanText.share(log.path("sample").asText()).orElse(AccessLog.SAMPLE_PERCENT),
                PlanText.duration(log.path("slow").asText()).orElse(AccessLog.SLOW),
                /* showsQueries= */ log.path("queries").asText().equals("shown")));
    }

    private static Optional<Metrics> metrics(JsonNode metrics) {
        if (metrics.isMissingNode()) {
            return Optional.empty();
        }
        ListenAddress listen =
                PlanText.endpoint(metrics.path("listen").textValue()).orElseThrow();
        List<String> paths = new ArrayList<>();
        metrics.path("paths").forEach(path -> paths.add(path.textValue()));
        return Optional.of(new Metrics(listen, paths));
    }

    private static Optional<Traces> traces(JsonNode traces) {
        return PlanText.application(traces.path("endpoint").asText())
                .map(endpoint -> new Traces(
                        endpoint, PlanText.share(traces.path("sample").asText()).orElse(Traces.SAMPLE_PERCENT)));
    }
}
