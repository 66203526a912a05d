package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.Http1ServerConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads are refused and bodies are not, wherever the network parts their bytes. */
class RequestDecoderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1|Host: web|X-Odd: a| b||",
                "GET / HTTP/1.1|Host: web|X-Odd: a|\\tb|Y: c||",
                "GET / HTTP/1.1| Host: web||",
                " GET / HTTP/1.1|Host: web||",
                "|| GET / HTTP/1.1|Host: web||",
                "||GET / HTTP/1.1|Host: web|X-Odd: a| b||",
                "POST /a HTTP/1.1|Host: web|Content-Length: 2||||GET / HTTP/1.1|Host: web|X-Odd: a| b||",
                "GET  / HTTP/1.1|Host: web||",
                "GET / HTTP/1.2|Host: web||",
            })
    void anOddHeadIsUnreadable(String written) {
        String sent = Corpus.bytes(written) + "GET /next HTTP/1.1\r\nHost: web\r\n\r\n";
        for (int cut = 1; cut < sent.length(); cut++) {
            assertThat(read(sent.substring(0, cut), sent.substring(cut)))
                    .as("cut at " + cut)
                    .endsWith("unreadable")
                    .doesNotContain("/next");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: web|Content-Length: 7||{| }|",
                "POST / HTTP/1.1|Host: web|Content-Length: 4||| |",
                "POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked||7|{| }||0||",
                "POST / HTTP/1.1|Host: web|Transfer-Encoding: chunked||2| }|0|X-Sum: 1||",
                "POST / HTTP/1.1|Host: web||",
                "||POST / HTTP/1.1|Host: web||",
            })
    void theLinesOfABodyMayBeginWithSpace(String written) {
        String sent = Corpus.bytes(written) + "GET /next HTTP/1.1\r\nHost: web\r\n\r\n";
        for (int cut = 1; cut < sent.length(); cut++) {
            assertThat(read(sent.substring(0, cut), sent.substring(cut)))
                    .as("cut at " + cut)
                    .containsExactly("/", "/next");
        }
    }

    /** The targets of requests, or that one could not be read. */
    private static List<String> read(String... parts) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(new Http1ServerConfig()));
        List<String> read = new ArrayList<>();
        for (String part : parts) {
            channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
            for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
                if (next.decoderResult().isFailure()) {
                    read.add("unreadable");
                } else if (next instanceof HttpRequest request) {
                    read.add(request.uri());
                }
                ReferenceCountUtil.release(next);
            }
        }
        channel.finishAndReleaseAll();
        return read;
    }
}
