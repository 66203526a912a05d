package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request is refused; which ones are is written down in the corpus. */
@Timeout(30)
class RouterRefusesTest {

    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream(ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "400\tGET / HTTP/1.1|Host: web|Host: other||",
                "400\tGET / HTTP/1.1|Host: web|X-Odd: a| b||",
                "400\tGET / ODD/6.6|Host: web||",
                "414\tGET /{a*9000} HTTP/1.1|Host: web||",
                "431\tGET / HTTP/1.1|Host: web|X-Odd: {a*40000}||",
                "501\tCONNECT other:443 HTTP/1.1|Host: other:443||",
                "505\tGET / HTTP/6.6|Host: web||",
            })
    void aRefusalSaysWhyInTheRoutersOwnWordsAndIsCounted(int status, String request) throws IOException {
        String answer = ask(Corpus.bytes(request));

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .contains("{\"error\":\"")
                .doesNotContain("6.6", "ODD");
        assertThat(router.meter().snapshot().refused()).isEqualTo(1);
        assertThat(upstream.heard()).isEmpty();
    }

    private String ask(String request) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(request);
            return client.readToEnd();
        }
    }
}
