package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes before and behind an answer. */
@Timeout(30)
class RouterAroundAnswersTest {

    private static final String OK = Wire.lines("HTTP/1.1 200 OK|Content-Length: 2||ok");

    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
        router = Router.start(RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json")));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    @Test
    void trailersOfAnAnswerComeThroughButNotThoseThatCouldMislead() throws IOException {
        upstream.plays(ScriptedUpstream.answering(Wire.lines("HTTP/1.1 200 OK|Transfer-Encoding: chunked||"
                + "2|ok|0|X-Checksum: 7|grpc-status: 0|Content-Type: text/evil|Set-Cookie: a=b||")));

        String answer = ask("GET / HTTP/1.1|Host: web||", "grpc-status: 0\r\n\r\n");

        assertThat(answer).endsWith("\r\n0\r\nX-Checksum: 7\r\ngrpc-status: 0\r\n\r\n");
    }

    @Test
    void earlyHintsComeThroughBeforeTheAnswer() throws IOException {
        upstream.plays(ScriptedUpstream.answering(
                Wire.lines("HTTP/1.1 103 Early Hints|Link: </a.css>; rel=preload|Connection: X-Hop|X-Hop: 1||") + OK));

        String answer = ask("GET / HTTP/1.1|Host: web||", "ok");

        assertThat(answer)
                .startsWith("HTTP/1.1 103 Early Hints\r\n")
                .contains("</a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n")
                .doesNotContainIgnoringCase("x-hop");
    }

    @Test
    void anOldClientIsSparedThem() throws IOException {
        upstream.plays(ScriptedUpstream.answering(Wire.lines("HTTP/1.1 103 Early Hints|Link: </a.css>||") + OK));

        assertThat(ask("GET / HTTP/1.0|Host: web||", "ok")).startsWith("HTTP/1.0 200 ");
    }

    @Test
    void anotherWordBeforeTheAnswerIsLeftOut() throws IOException {
        upstream.plays(ScriptedUpstream.answering(Wire.lines("HTTP/1.1 102 Processing||") + OK));

        assertThat(ask("GET / HTTP/1.1|Host: web||", "ok")).startsWith("HTTP/1.1 200 ");
    }

    private String ask(String request, String end) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines(request));
            return client.readUntil(end);
        }
    }
}
