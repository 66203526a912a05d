package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real proxies make of the corpus, with few settings of their own. */
@Timeout(60)
class PeersCorpusTest {

    private static RecordingUpstream upstream;

    @TempDir
    private static Path folder;

    private static @Nullable Nginx nginx;
    private static @Nullable Haproxy haproxy;

    @BeforeAll
    static void start() throws IOException {
        upstream = new RecordingUpstream();
    }

    @AfterAll
    static void stop() throws IOException {
        if (nginx != null) {
            nginx.close();
        }
        if (haproxy != null) {
            haproxy.close();
        }
        upstream.close();
    }

    static List<CorpusCase> corpus() {
        return Corpus.read("requests.corpus");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void nginxAnswersAsTheCorpusSays(CorpusCase message) throws IOException {
        PublicProgram.NGINX.require();
        requireVersion(PublicProgram.NGINX.run("-v").err(), "nginx/1.22.");
        Nginx proxy = nginx == null ? inFrontOf(upstream, folder) : nginx;
        nginx = proxy;

        assertAnswer(message, proxy.port(), message.nginx());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void haproxyAnswersAsTheCorpusSays(CorpusCase message) throws IOException {
        PublicProgram.HAPROXY.require();
        requireVersion(PublicProgram.HAPROXY.run("-v").out(), "version 2.6.");
        Haproxy proxy = haproxy == null ? new Haproxy(folder, upstream.uri().getPort()) : haproxy;
        haproxy = proxy;

        assertAnswer(message, proxy.port(), message.haproxy());
    }

    static Nginx inFrontOf(RecordingUpstream upstream, Path folder) throws IOException {
        String server = "client_header_timeout 500ms; client_body_timeout 500ms; location / { proxy_pass "
                + upstream.uri() + "; proxy_http_version 1.1; proxy_set_header Connection ''; }";
        return new Nginx(folder, server, "");
    }

    private static void assertAnswer(CorpusCase message, int port, String expected) throws IOException {
        upstream.forget();

        String answer = Conversation.answer(message, port);

        assertThat(answer.contains("not HTTP") ? "not HTTP" : answer).isEqualTo(expected);
        if (expected.startsWith("200 ")) {
            assertThat(upstream.heard()).anyMatch(request -> !request.contains(" " + CorpusCase.NEXT + " "));
        }
    }

    /** Others may have changed their minds since. */
    private static void requireVersion(String said, String wanted) {
        assumeThat(said.contains(wanted))
                .as("the corpus tells of " + wanted + " (Debian 12): " + said)
                .isTrue();
    }
}
