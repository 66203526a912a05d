package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.router.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Asks both applications of a service what a flip would rely on. Confined to one thread. */
final class ServicePreflight {

    /** Where applications are commonly asked how they are. */
    private static final List<String> HEALTH_PATHS =
            List.of("/health", "/healthz", "/health/live", "/livez", "/readyz", "/status", "/ping", "/actuator/health");

    private static final Duration SLOW = Duration.ofMillis(500);
    private static final Duration CERTIFICATE_LEFT_MIN = Duration.ofDays(21);

    /** An answer's date has whole seconds. */
    private static final Duration CLOCK_MAX = Duration.ofSeconds(2);

    private static final Duration DATE_UNIT = Duration.ofSeconds(1);

    private final Preflight.Gathered gathered;
    private final InstantSource clock;
    private final AddressPreflight addresses;
    private final Health health = new Health(Map.of());

    ServicePreflight(Preflight.Gathered gathered, InstantSource clock) {
        this(gathered, clock, InetAddress::getAllByName);
    }

    ServicePreflight(Preflight.Gathered gathered, InstantSource clock, AddressPreflight.Resolver resolver) {
        this.gathered = gathered;
        this.clock = clock;
        this.addresses = new AddressPreflight(gathered, resolver);
    }

    /** What one side shows of itself. */
    private record Seen(Optional<Boolean> redirects, Optional<Duration> ahead) {}

    void look(String name, Plan.Service service) throws InterruptedException {
        String part = "service " + name;
        Map<Side, Seen> seen = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            addresses.look(part, side, service.url(side));
            Optional<Seen> one = look(part, side, service);
            if (one.isPresent()) {
                seen.put(side, one.get());
            }
        }
        Seen source = seen.get(Side.SOURCE);
        Seen target = seen.get(Side.TARGET);
        if (source != null && target != null) {
            compare(part, source, target);
        }
    }

    private void compare(String part, Seen source, Seen target) {
        if (source.redirects().isPresent()
                && target.redirects().isPresent()
                && !source.redirects().equals(target.redirects())) {
            String sends = " sends clients of plain HTTP on to HTTPS, ";
            gathered.add(
                    part,
                    Side.TARGET,
                    ControlCheck.REDIRECT_DIFFERS.finding(
                            "",
                            source.redirects().get()
                                    ? "the source" + sends + "the target does not"
                                    : "the target" + sends + "the source does not",
                            "let both do the same, or let the load balancer in front do it"));
        }
        if (source.ahead().isPresent() && target.ahead().isPresent()) {
            Duration apart = target.ahead().get().minus(source.ahead().get());
            if (apart.abs().compareTo(CLOCK_MAX) > 0) {
                gathered.add(
                        part,
                        Side.TARGET,
                        ControlCheck.CLOCK_DIFFERS.finding(
                                "",
                                "its clock is " + apart.abs().toSeconds() + " s "
                                        + (apart.isNegative() ? "behind" : "ahead of") + " the source's",
                                "let both follow a time server"));
            }
        }
    }

    private Optional<Seen> look(String part, Side side, Plan.Service service) throws InterruptedException {
        Upstream upstream = service.upstream(side);
        URI path = upstream.uri().resolve(service.health());
        long began = System.nanoTime();
        int status;
        try {
            if (upstream.protocol() == Upstream.Protocol.H2) {
                Optional<String> trouble = Http2Health.trouble(path, upstream, Health.LIMIT);
                trouble.ifPresent(words -> add(part, side, ControlCheck.HEALTH_PATH, words, ""));
                return Optional.empty();
            }
            status = health.status(path, upstream);
        } catch (SSLException untrusted) {
            add(
                    part,
                    side,
                    ControlCheck.CERTIFICATE,
                    path + " is not trusted: " + Upstream.why(untrusted),
                    "name who vouches for it (ca), or mend its certificate");
            return Optional.empty();
        } catch (IOException e) {
            add(
                    part,
                    side,
                    ControlCheck.SERVICE,
                    path + " does not answer (" + e.getClass().getSimpleName() + ")",
                    "start the application, open the way to it, or mend the address in the plan");
            return Optional.empty();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (status / 100 != 2) {
            wrongPath(part, side, path, status, upstream);
        } else if (took.compareTo(SLOW) > 0) {
            add(part, side, ControlCheck.HEALTH_SLOW, path + " took " + took.toMillis() + " ms", "");
        }
        if (upstream.proxyProtocol().isPresent()) {
            return Optional.empty();
        }
        return seen(part, side, upstream);
    }

    private void wrongPath(String part, Side side, URI path, int status, Upstream upstream)
            throws InterruptedException {
        String found = path + " answers " + status;
        for (String other : HEALTH_PATHS) {
            URI known = upstream.uri().resolve(other);
            try {
                if (!known.equals(path) && health.status(known, upstream) / 100 == 2) {
                    add(
                            part,
                            side,
                            ControlCheck.HEALTH_PATH,
                            found + ", but " + other + " answers 2xx",
                            "write health: " + other + " in the plan, if that is the one");
                    return;
                }
            } catch (IOException e) {
                break;
            }
        }
        add(part, side, ControlCheck.HEALTH_PATH, found, "mend the application, or the health path in the plan");
    }

    private Optional<Seen> seen(String part, Side side, Upstream upstream) throws InterruptedException {
        try {
            Instant before = clock.instant();
            HttpResponse<Void> answer = health.asPlainClient(upstream);
            Instant after = clock.instant();
            date(answer.headers())
                    .flatMap(date -> ClockSkew.finding(before, date, DATE_UNIT, after))
                    .ifPresent(finding -> gathered.add(part, side, finding));
            answer.sslSession().ifPresent(session -> {
                try {
                    certificate(part, side, session.getPeerCertificates());
                } catch (SSLPeerUnverifiedException e) {
                    throw new IllegalStateException("an answer by TLS without a certificate", e);
                }
            });
            return Optional.of(new Seen(
                    Optional.of(redirects(answer)), date(answer.headers()).map(date -> Duration.between(after, date))));
        } catch (IOException e) {
            add(
                    part,
                    side,
                    ControlCheck.SERVICE,
                    upstream.uri() + "/ does not answer (" + e.getClass().getSimpleName() + ")",
                    "");
            return Optional.empty();
        }
    }

    private void certificate(String part, Side side, Certificate[] chain) {
        if (chain[0] instanceof X509Certificate leaf) {
            Duration left = Duration.between(clock.instant(), leaf.getNotAfter().toInstant());
            String name = "its certificate (" + leaf.getSubjectX500Principal().getName() + ") ";
            if (left.isNegative()) {
                // One that vouches for itself is not asked for its dates by everybody.
                add(
                        part,
                        side,
                        ControlCheck.CERTIFICATE,
                        name + "ended " + left.abs().toDays() + " days ago",
                        "renew it");
            } else if (left.compareTo(CERTIFICATE_LEFT_MIN) < 0) {
                add(
                        part,
                        side,
                        ControlCheck.CERTIFICATE_ENDS,
                        name + "ends in " + left.toDays() + " days",
                        "renew it before the migration begins");
            }
        }
    }

    private static boolean redirects(HttpResponse<Void> answer) {
        return answer.statusCode() / 100 == 3
                && answer.headers()
                        .firstValue("Location")
                        .filter(location -> location.startsWith("https://"))
                        .isPresent();
    }

    private static Optional<Instant> date(HttpHeaders headers) {
        try {
            return headers.firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void add(String part, Side side, ControlCheck check, String found, String remedy) {
        gathered.add(part, side, check.finding("", found, remedy));
    }
}
