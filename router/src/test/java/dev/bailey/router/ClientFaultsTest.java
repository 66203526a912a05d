package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.ANSWER;
import static dev.bailey.router.Timeout.CLOSE;
import static dev.bailey.router.Timeout.PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, stop reading, or speak no HTTP: none of them costs the upstream more than its own request. */
@Timeout(30)
class ClientFaultsTest {

    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web||");
    private static final String OK = Wire.lines("HTTP/1.1 200 OK|Content-Length: 2||ok");
    private static final long ENDLESS = 1L << 40;
    private static final String PART = "x".repeat(64 * 1024);

    private final AtomicLong sent = new AtomicLong();
    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
        Timeouts timeouts = Timeouts.DEFAULT
                .with(ANSWER, Duration.ofMillis(500))
                .with(PROGRESS, Duration.ofMillis(500))
                .with(CLOSE, Duration.ofSeconds(5));
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(timeouts));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void aReaderThatLeavesEndsItsRequestUpstreamAndIsNoFailure(String end) throws IOException {
        upstream.plays((wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            wire.readToEnd();
            heard.add("cut");
        });
        try (Wire client = Wire.to(router.port())) {
            client.send(GET);
            eventually("on its way", () -> upstream.heard().size() == 1);
            if (end.equals("RST")) {
                client.abort();
            } else {
                client.endOutput();
            }

            eventually("cut", () -> upstream.heard().contains("cut"));
        }
        assertThat(router.meter().snapshot().clientsGone()).isEqualTo(1);
        assertThat(router.meter().snapshot().failed()).isZero();
    }

    @Test
    void oneThatDoesNotReadKeepsNoAnswerInMemoryAndIsCut() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + ENDLESS + "\r\n\r\n");
            sendUntilCut(wire);
        });
        try (Wire client = Wire.to(router.port())) {
            client.send(GET);

            eventually(
                    "timed out",
                    () -> router.meter().snapshot().source().failures().containsKey(Failure.CLIENT_TIMEOUT));
        }
        // What was taken lies in the sockets' buffers.
        assertThat(sent.get()).isLessThan(64L * 1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0016\u0003\u0001\u0002\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n", "\u0000\u0000\u0000\r\n\r\n"})
    void oneThatSpeaksNoHttpIsRefusedAndTheUpstreamHearsNothing(String garbage) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(garbage);

            assertThat(client.readToEnd()).containsPattern("^HTTP/1[.][01] (400|501) ");
        }
        assertThat(upstream.connections()).isZero();
    }

    private void sendUntilCut(Wire wire) {
        try {
            while (true) {
                wire.send(PART);
                sent.addAndGet(PART.length());
            }
        } catch (IOException cut) {
            return;
        }
    }
}
