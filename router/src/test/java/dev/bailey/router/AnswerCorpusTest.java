package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an upstream says, the next request gets its own answer and nothing of another. */
@Timeout(30)
class AnswerCorpusTest {

    private static final String NEXT = Wire.lines("HTTP/1.1 200 OK|Content-Length: 4||next");

    private final CountDownLatch othersWait = new CountDownLatch(1);
    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream((wire, heard) -> {});
        // One connection, so that the next request waits for the very one that the first had.
        TrafficLimits limits = TrafficLimits.DEFAULT
                .with(Limit.CONNECTIONS, 1)
                .with(Limit.WAITING, 100)
                .with(Limit.LONG_LIVED, 0)
                .with(Limit.HEADER_BYTES, 1_024);
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(limits));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    static List<AnswerCase> corpus() {
        return AnswerCase.read("answers.corpus");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void anAnswerComesThroughAsTheCorpusSaysAndTheNextIsInStep(AnswerCase said) throws IOException {
        upstream.plays((wire, heard) -> play(said, wire, heard));

        CompletableFuture<String> first = ask(said.method(), "/first");
        eventually("first", () -> upstream.heard().size() == 1);
        CompletableFuture<String> waiting = ask("GET", "/next");
        eventually("waiting", () -> router.meter().snapshot().source().inFlight() == 2);
        othersWait.countDown();

        assertThat(first.join()).isEqualTo(said.answer());
        assertThat(waiting.join()).isEqualTo("200 next");
        assertThat(ask("GET", "/next").join()).isEqualTo("200 next");
        assertThat(upstream.connections()).isEqualTo(said.kept() ? 1 : 2);
        assertThat(upstream.heard()).hasSize(3);
    }

    private void play(AnswerCase said, Wire wire, List<String> heard) throws IOException {
        String head = wire.readUntil("\r\n\r\n");
        while (!head.isEmpty()) {
            heard.add(head);
            if (!head.contains(" /first ")) {
                wire.send(NEXT);
            } else {
                await(othersWait);
                wire.send(said.sent());
                if (said.end() == AnswerCase.End.FIN) {
                    return;
                }
            }
            head = wire.readUntil("\r\n\r\n");
        }
    }

    private CompletableFuture<String> ask(String method, String path) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Wire client = Wire.to(router.port())) {
                        client.send(method + " " + path + " HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
                        return ClientAnswer.words(client.readToEnd(), method);
                    } catch (IOException e) {
                        return e.toString();
                    }
                },
                task -> new Thread(task, "client").start());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
