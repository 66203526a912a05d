package dev.bailey.router;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sees to it that single requests are seen by those who asked for it. Thread-safe. */
class Observer implements AutoCloseable {

    private static final Observer NOBODY = new Observer();

    static Observer of(RouterSettings settings) {
        return settings.telemetry().looksAtRequests() ? new Asked(settings) : NOBODY;
    }

    Witness witness(Forwarding forwarding, ClientConnection client, HttpServerRequest request) {
        return Witness.NONE;
    }

    Optional<AccessLogWriter> accessLog() {
        return Optional.empty();
    }

    List<PathGroup> paths() {
        return List.of();
    }

    @Override
    public void close() {}

    /** Where somebody asked. */
    static final class Asked extends Observer {

        private final String service;
        private final InstantSource clock = InstantSource.system();
        private final boolean makesRequestIds;
        private final @Nullable AccessLogWriter log;
        private final double share;
        private final long slowNanos;
        private final @Nullable Tracing tracing;
        private final List<PathGroup> paths;

        Asked(RouterSettings settings) {
            Telemetry telemetry = settings.telemetry();
            this.service = settings.name();
            this.makesRequestIds = telemetry.makesRequestIds();
            this.log = telemetry
                    .accessLog()
                    .map(access -> AccessLogWriter.start(service, access))
                    .orElse(null);
            this.share = telemetry.accessLog().map(AccessLog::samplePercent).orElse(0.0) / AccessLog.PERCENT_MAX;
            this.slowNanos = telemetry
                    .accessLog()
                    .map(AccessLog::slow)
                    .orElse(Duration.ZERO)
                    .toNanos();
            this.tracing = telemetry
                    .traces()
                    .map(traces -> new Tracing(service, traces))
                    .orElse(null);
            this.paths = telemetry.paths().stream().map(PathGroup::new).toList();
        }

        @Override
        Witness witness(Forwarding forwarding, ClientConnection client, HttpServerRequest request) {
            return new Observed(
                    this,
                    forwarding,
                    client,
                    request,
                    tracing == null ? null : tracing.begin(forwarding.client(client, request), request));
        }

        @Override
        Optional<AccessLogWriter> accessLog() {
            return Optional.ofNullable(log);
        }

        @Override
        List<PathGroup> paths() {
            return paths;
        }

        boolean makesRequestIds() {
            return makesRequestIds;
        }

        /** Called once for each request when it is over. */
        void seen(Observed observed, String target, int status, long nanos) {
            for (PathGroup path : paths) {
                if (path.holds(target)) {
                    path.seen(status, nanos);
                    break;
                }
            }
            if (log == null) {
                return;
            }
            boolean sampled = share > 0 && ThreadLocalRandom.current().nextDouble() < share;
            if (sampled || nanos >= slowNanos || observed.isUnusual()) {
                log.offer(observed.line(service, clock.instant().minusNanos(nanos), nanos, sampled));
            }
        }

        @Override
        public void close() {
            if (log != null) {
                log.close();
            }
            if (tracing != null) {
                tracing.close();
            }
        }
    }
}
