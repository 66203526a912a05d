package dev.bailey.bench;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.Router;
import dev.bailey.router.RouterSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that is a router, and does what it is told on its standard input. */
final class BaileyProxy {

    static final String HOLD = "hold";
    static final String PARKED = "parked";
    static final String RELEASE = "release";

    private static final Duration HOLD_MAX = Duration.ofMinutes(2);
    private static final int PARKED_MAX = 20_000;

    private BaileyProxy() {}

    /** Arguments: own port, upstream, routes file. */
    public static void main(String[] arguments) throws IOException {
        URI upstream = URI.create(arguments[1]);
        RouterSettings settings = RouterSettings.of("bench", upstream, upstream, Path.of(arguments[2]))
                .listeningOn("127.0.0.1", Integer.parseInt(arguments[0]))
                .with(HoldLimits.DEFAULT.parking(PARKED_MAX, HoldLimits.DEFAULT.bytesMax()));
        try (Router router = Router.start(settings);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = in.readLine(); order != null; order = in.readLine()) {
                System.out.println(done(router, order));
            }
        }
    }

    private static int done(Router router, String order) {
        Route now = router.confirmed();
        switch (order) {
            case HOLD ->
                router.hold(now.hold(now.epoch() + 1), HOLD_MAX)
                        .toCompletableFuture()
                        .join();
            case RELEASE ->
                router.publish(Route.to(Side.TARGET, now.slice(), now.epoch() + 1))
                        .toCompletableFuture()
                        .join();
            case PARKED -> {}
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
        return router.meter().snapshot().heldNow();
    }
}
