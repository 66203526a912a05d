package dev.bailey.bench;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.CertificateFiles;
import dev.bailey.router.FrontTls;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.Router;
import dev.bailey.router.RouterSettings;
import dev.bailey.router.Shadow;
import dev.bailey.router.ShadowFigures;
import dev.bailey.router.ShadowSettings;
import dev.bailey.router.TenantRule;
import dev.bailey.router.Upstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that is a router, and does what it is told on its standard input. Each order is answered with a figure. */
final class BaileyProxy {

    /** Property: how many tenants are in the list of a slice. */
    static final String TENANTS = "bench.tenants";

    /** Property: the port of a server to which every request goes as well; 0 for none. */
    static final String SHADOW = "bench.shadow";

    /** Property: whether pairs of answers are given to somebody. */
    static final String COMPARES = "bench.compares";

    /** Answered with how many requests were to go to the other server too. */
    static final String SAMPLED = "sampled";

    /** Answered with how many of them it has answered. */
    static final String SHADOWED = "shadowed";

    /** Holds writes; answered with how many wait. */
    static final String HOLD = "hold";

    /** Answered with how many wait. */
    static final String PARKED = "parked";

    /** Lets them go to the target; answered with how many wait. */
    static final String RELEASE = "release";

    /** Begins to flip; answered with the epoch. */
    static final String FLIP = "flip";

    /** Ends it; answered with the epoch. */
    static final String STAY = "stay";

    /** Answered with the KB of objects that are alive. */
    static final String LIVE = "live";

    private static final Duration HOLD_MAX = Duration.ofMinutes(2);
    private static final int PARKED_MAX = 20_000;
    /** As long as nginx is told to wait. */
    private static final Duration SHADOW_DEADLINE = Duration.ofSeconds(1);

    private static final int SHADOWS_MAX = 1_024;
    private static final int SHADOW_CONNECTIONS = 64;
    private static final long SHADOW_BYTES = 64_000_000;
    private static final int NATIVE_TLS_ARGUMENT = 3;
    private static final int TLS_ARGUMENT = 4;
    private static final long BYTES_PER_KB = 1024;

    private final Router router;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private @Nullable ScheduledFuture<?> flipping;

    private BaileyProxy(Router router) {
        this.router = router;
    }

    /**
     * Arguments: port, upstream, routes file; for TLS also whether it may be BoringSSL, its port, certificate and key.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length <= TLS_ARGUMENT) {
            serve(arguments);
            return;
        }
        Router byTls = Router.start(byTls(arguments));
        try {
            serve(arguments);
        } finally {
            byTls.close();
        }
    }

    private static void serve(String[] arguments) throws IOException {
        try (Router router = Router.start(settings(arguments[0], arguments[1], arguments[2]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if (Boolean.getBoolean(COMPARES)) {
                router.shadow().orElseThrow().tells((request, primary, shadow) -> {});
            }
            BaileyProxy proxy = new BaileyProxy(router);
            for (String order = in.readLine(); order != null; order = in.readLine()) {
                System.out.println(proxy.done(order));
            }
            proxy.clock.shutdownNow();
        }
    }

    private static RouterSettings settings(String port, String upstream, String routesFile) {
        RouterSettings settings = RouterSettings.of(
                        "bench", URI.create(upstream), URI.create(upstream), Path.of(routesFile))
                .listeningOn("127.0.0.1", Integer.parseInt(port))
                .with(HoldLimits.DEFAULT.parking(PARKED_MAX, HoldLimits.DEFAULT.bytesMax()));
        int shadow = Integer.getInteger(SHADOW, 0);
        if (shadow > 0) {
            return settings.with(settings.source(), Upstream.of(URI.create("http://127.0.0.1:" + shadow)))
                    .with(ShadowSettings.of(1)
                            .within(SHADOW_DEADLINE)
                            .queueing(SHADOWS_MAX, SHADOW_CONNECTIONS, SHADOW_BYTES));
        }
        int tenants = Integer.getInteger(TENANTS, 0);
        return tenants == 0
                ? settings
                : settings.with(
                        ManyTenants.slices(tenants),
                        Optional.of(new TenantRule(TenantRule.Place.HEADER, "X-Tenant", TenantRule.Missing.EVERYONE)),
                        List.of(Route.to(Side.TARGET, "pilot", 2), Route.to(Side.SOURCE, "everyone", 0)));
    }

    /** A router of its own in the same process: one listens either in clear text or by TLS. */
    private static RouterSettings byTls(String[] arguments) {
        RouterSettings settings = settings(arguments[TLS_ARGUMENT], arguments[1], arguments[2] + ".tls");
        CertificateFiles files =
                new CertificateFiles(Path.of(arguments[TLS_ARGUMENT + 1]), Path.of(arguments[TLS_ARGUMENT + 2]));
        return settings.withNativeTls(Boolean.parseBoolean(arguments[NATIVE_TLS_ARGUMENT]))
                .with(settings.front().with(new FrontTls(List.of(files), FrontTls.Version.TLS_1_2)));
    }

    private long done(String order) {
        switch (order) {
            case HOLD -> {
                Route now = router.confirmed("everyone");
                router.hold(now.hold(now.epoch() + 1), HOLD_MAX)
                        .toCompletableFuture()
                        .join();
            }
            case RELEASE -> publish(Side.TARGET);
            case PARKED -> {}
            case LIVE -> {
                return liveKilobytes();
            }
            case SAMPLED -> {
                return router.shadow()
                        .map(Shadow::figures)
                        .map(ShadowFigures::sampled)
                        .orElse(0L);
            }
            case SHADOWED -> {
                return router.shadow()
                        .map(Shadow::figures)
                        .map(ShadowFigures::alike)
                        .orElse(0L);
            }
            case FLIP -> {
                flipping = clock.scheduleAtFixedRate(
                        () -> publish(router.confirmed("everyone").writes().opposite()),
                        0,
                        Flips.MILLIS,
                        TimeUnit.MILLISECONDS);
                return router.confirmed("everyone").epoch();
            }
            case STAY -> {
                if (flipping != null) {
                    flipping.cancel(false);
                }
                return router.confirmed("everyone").epoch();
            }
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
        return router.meter().snapshot().heldNow();
    }

    private void publish(Side side) {
        Route now = router.confirmed("everyone");
        router.publish(Route.to(side, now.slice(), now.epoch() + 1))
                .toCompletableFuture()
                .join();
    }

    private static long liveKilobytes() {
        System.gc();
        Runtime heap = Runtime.getRuntime();
        return (heap.totalMemory() - heap.freeMemory()) / BYTES_PER_KB;
    }
}
