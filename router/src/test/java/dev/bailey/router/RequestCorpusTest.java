package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.ANSWER;
import static dev.bailey.router.Timeout.CLOSE;
import static dev.bailey.router.Timeout.IDLE_CLIENT;
import static dev.bailey.router.Timeout.PROGRESS;
import static dev.bailey.router.Timeout.RECONNECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where two servers could read a request differently, the second one never hears of it. */
@Timeout(30)
class RequestCorpusTest {

    private static RecordingUpstream upstream;
    private static Router router;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        upstream = new RecordingUpstream();
        Timeouts timeouts = Timeouts.DEFAULT
                .with(ANSWER, Duration.ofMillis(300))
                .with(PROGRESS, Duration.ofMillis(300))
                .with(IDLE_CLIENT, Duration.ofMillis(300))
                .with(RECONNECT, Duration.ofSeconds(2))
                .with(CLOSE, Duration.ofSeconds(2));
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                .with(timeouts));
    }

    @AfterAll
    static void stop() throws IOException {
        router.close();
        upstream.close();
    }

    static List<CorpusCase> corpus() {
        return Corpus.read("requests.corpus");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void aMessageIsAnsweredAndPassedOnAsTheCorpusSays(CorpusCase message) throws IOException {
        upstream.forget();

        String answer = Conversation.answer(message, router.port());
        Conversation.barrier(router.port());

        assertThat(answer).isEqualTo(message.answer());
        List<String> expected = message.upstream();
        int next = message.answer().endsWith("kept") ? 2 : 1;
        eventually("the upstream has read to the end", () -> upstream.heard().size() >= expected.size() + next);
        List<String> heard = upstream.heard().stream()
                .filter(request -> !request.startsWith("GET " + CorpusCase.NEXT + " "))
                .toList();
        assertThat(heard).isEqualTo(expected);
        assertThat(upstream.heard()).hasSize(expected.size() + next);
    }
}
