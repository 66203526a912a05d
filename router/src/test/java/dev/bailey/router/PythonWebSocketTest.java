package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python's WebSockets talk through a router, one at either end. */
@Timeout(60)
class PythonWebSocketTest {

    private static final List<String> LEFT = new CopyOnWriteArrayList<>();

    private static Path client;
    private static Process server;
    private static Router router;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        PublicProgram.PYTHON.require();
        assumeThat(PublicProgram.PYTHON.run("-c", "import websockets").status())
                .as("needs Python's module websockets (Debian: python3-websockets)")
                .isZero();
        client = script(folder, "websocket_client.py");
        server = PublicProgram.PYTHON.start(script(folder, "websocket_server.py"));
        BufferedReader said = server.inputReader(StandardCharsets.UTF_8);
        URI upstream = URI.create("http://127.0.0.1:" + said.readLine());
        Thread listening = new Thread(() -> said.lines().forEach(LEFT::add), "websocket-server-says");
        listening.setDaemon(true);
        listening.start();
        router = Router.start(RouterSettings.of("web", upstream, upstream, folder.resolve("routes.json")));
    }

    @AfterAll
    static void stop() {
        if (router != null) {
            router.close();
        }
        if (server != null) {
            server.destroy();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | grüße, 世界 chat",
                "binary | True",
                "ping | pong",
                "large | True",
                "fragmented | once upon a time",
                "deflated | True/True",
                "plain | False",
                "leave | 4000 good night",
                "left | 4001 moved away",
                "crowd | everybody was answered",
            })
    void whatOneEndSaysTheOtherHears(String what, String comesOfIt) throws IOException {
        String said = PublicProgram.PYTHON
                .run("-X", "utf8", client, router.port(), what)
                .well()
                .out();

        byte[] bytes = said.strip().replace("\n", "/").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(comesOfIt);
    }

    @Test
    void theServerHearsWithWhichWordsAClientLeaves() throws IOException {
        PublicProgram.PYTHON.run(client, router.port(), "leave").well();

        eventually("heard", () -> LEFT.contains("left 4000 good night"));
    }

    private static Path script(Path folder, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PythonWebSocketTest.class.getResourceAsStream(name), name)) {
            Path file = folder.resolve(name);
            Files.copy(in, file);
            return file;
        }
    }
}
