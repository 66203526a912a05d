package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of the first moment of a router. */
@Timeout(60)
class RouterStartsTest {

    private static final int STARTS = 30;
    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    @Test
    void aClientThatConnectsInTheMomentOfTheStartIsAnswered() throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Application application = new Application("source")) {
            for (int start = 0; start < STARTS; start++) {
                int port = FreePort.next();
                List<CompletableFuture<String>> answers = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    answers.add(CompletableFuture.supplyAsync(() -> answerOfTheFirstConnection(port), threads));
                }

                try (Router router = Router.start(settings(application).listeningOn("127.0.0.1", port))) {
                    assertThat(answers)
                            .allSatisfy(answer -> assertThat(answer.join())
                                    .as("start on " + router.port())
                                    .startsWith("HTTP/1.1 200 "));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private RouterSettings settings(Application application) {
        return RouterSettings.of("web", application.uri(), application.uri(), folder.resolve("routes.json"));
    }

    /** Tries until somebody listens, and no more once it is connected. */
    private static String answerOfTheFirstConnection(int port) {
        while (true) {
            try (Wire client = Wire.to(port)) {
                client.send("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
                return client.readToEnd();
            } catch (ConnectException notYet) {
                Thread.onSpinWait();
            } catch (IOException lost) {
                return lost.toString();
            }
        }
    }
}
