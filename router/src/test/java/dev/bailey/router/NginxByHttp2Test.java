package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx that is spoken to by HTTP/2, and says farewell after every few requests as it does by default. */
@Timeout(60)
class NginxByHttp2Test {

    private static final int MEGABYTES_20 = 20_000_000;
    private static final int SEED = 7;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void noneOfManyRequestsIsLostWhenItGoesAwayAgainAndAgain() throws Exception {
        PublicProgram.NGINX.require();
        PublicProgram.H2LOAD.require();
        try (Nginx nginx = nginx("keepalive_requests 50; location / { return 200 nginx; }");
                Router router = router(nginx)) {
            String said = PublicProgram.H2LOAD
                    .run("-n", 5_000, "-c", 5, "-m", 20, "http://127.0.0.1:" + router.port() + "/")
                    .well()
                    .out();

            assertThat(router.meter().snapshot().source().failures()).isEmpty();
            assertThat(said).contains("5000 succeeded, 0 failed, 0 errored, 0 timeout", "5000 2xx, 0 3xx");
        }
    }

    @Test
    void writesAreNeitherLostNorRefusedWhenItGoesAway() throws Exception {
        PublicProgram.NGINX.require();
        PublicProgram.H2LOAD.require();
        Path order = Files.writeString(folder.resolve("order"), "an order");
        try (Nginx nginx = nginx("keepalive_requests 50; location / { return 200 nginx; }");
                Router router = router(nginx)) {
            String said = PublicProgram.H2LOAD
                    .run("-n", 2_000, "-c", 5, "-m", 20, "-d", order, "http://127.0.0.1:" + router.port() + "/")
                    .well()
                    .out();

            assertThat(router.meter().snapshot().source().failures()).isEmpty();
            assertThat(said).contains("2000 succeeded, 0 failed, 0 errored, 0 timeout", "2000 2xx, 0 3xx");
        }
    }

    @Test
    void aLargeFileComesThroughByteForByte() throws Exception {
        PublicProgram.NGINX.require();
        PublicProgram.CURL.require();
        byte[] file = new byte[MEGABYTES_20];
        new Random(SEED).nextBytes(file);
        Files.write(folder.resolve("file"), file);
        try (Nginx nginx = nginx("root " + folder + ";");
                Router router = router(nginx)) {
            Path copy = folder.resolve("copy");

            PublicProgram.CURL
                    .run("-sf", "-o", copy, "http://127.0.0.1:" + router.port() + "/file")
                    .well();

            assertThat(Files.mismatch(copy, folder.resolve("file"))).isEqualTo(-1);
        }
    }

    private Nginx nginx(String server) throws IOException {
        Path home = folder.resolve("nginx");
        Files.createDirectory(home);
        return new Nginx(home, "http2", server, "");
    }

    private Router router(Nginx nginx) {
        Upstream upstream = Upstream.of(nginx.uri()).speaking(Upstream.Protocol.H2);
        return Router.start(RouterSettings.of("web", nginx.uri(), nginx.uri(), folder.resolve("routes.json"))
                .with(upstream, upstream));
    }
}
