package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Not one request of the load that public tools make goes wrong. */
@Timeout(60)
@Tag("alone")
class LoadToolsTest {

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void start() throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void wrkSeesNoErrorAndNoOtherAnswer() throws IOException {
        PublicProgram.WRK.require();

        String said =
                PublicProgram.WRK.run("-t", 1, "-c", 32, "-d", 2, url()).well().out();

        assertThat(said).containsPattern("[1-9]\\d* requests in").doesNotContain("Socket errors", "Non-2xx");
        assertThat(world.router.meter().snapshot().source().failures().values()).allMatch(count -> count == 0);
    }

    @Test
    void h2loadHasEveryRequestAnsweredOverHttp11() throws IOException {
        PublicProgram.H2LOAD.require();

        String said = PublicProgram.H2LOAD
                .run("--h1", "-n", 2_000, "-c", 20, url())
                .well()
                .out();

        assertThat(said)
                .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("2000 2xx, 0 3xx");
    }

    @Test
    void h2loadHasEveryRequestAnsweredOverHttp2() throws IOException {
        PublicProgram.H2LOAD.require();

        String said = PublicProgram.H2LOAD
                .run("-n", 5_000, "-c", 5, "-m", 50, url())
                .well()
                .out();

        assertThat(said)
                .contains("5000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("5000 2xx, 0 3xx");
        assertThat(world.router.meter().snapshot().clientsGone()).isZero();
    }

    private String url() {
        return "http://127.0.0.1:" + world.router.port() + "/";
    }
}
