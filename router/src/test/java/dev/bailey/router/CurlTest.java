package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.router.PublicProgram.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What curl sees through a router. */
@Timeout(60)
class CurlTest {

    private static final int UPLOAD_BYTES = 5_000_000;

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void start() throws IOException {
        PublicProgram.CURL.require();
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void anOldClientIsAnswered() throws IOException {
        Said said = curl("-0", "-i", url("/"));

        assertThat(said.out()).startsWith("HTTP/1.").endsWith("\r\n\r\nsource");
    }

    @Test
    void aClientThatKnowsBeforehandIsAnsweredOverHttp2() throws IOException {
        Said said = curl("--http2-prior-knowledge", "-w", ":%{http_version}", url("/"));

        assertThat(said.out()).isEqualTo("source:2");
    }

    @Test
    void anUpgradeToHttp2IsNotTaken() throws IOException {
        Said said = curl("--http2", "-w", ":%{http_version}", url("/"));

        assertThat(said.out()).isEqualTo("source:1.1");
    }

    @Test
    void aLargeUploadComesThroughOverHttp2() throws IOException {
        Path upload = upload();
        Path answer = folder.resolve("answer");

        curl("--http2-prior-knowledge", "--data-binary", "@" + upload, "-o", answer.toString(), url("/echo"));

        assertThat(answer).hasSameBinaryContentAs(upload);
    }

    @Test
    void manyRequestsTakeOneConnection() throws IOException {
        String connections = "%{http_code}:%{num_connects};";

        Said said = curl(
                "-w",
                connections,
                "-o",
                "/dev/null",
                url("/1"),
                "-o",
                "/dev/null",
                url("/2"),
                "-o",
                "/dev/null",
                url("/3"));

        assertThat(said.out()).isEqualTo("200:1;200:0;200:0;");
    }

    @Test
    void anUploadThatIsAnnouncedIsAskedForAndArrivesWhole() throws IOException {
        Path upload = upload();

        // Without the word curl would wait past the limit of the test.
        Said said = curl(
                "-v",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "300",
                "--data-binary",
                "@" + upload,
                url("/echo"));

        assertThat(said.err()).contains("< HTTP/1.1 100 Continue", "< HTTP/1.1 200 OK");
        assertThat(said.out()).isEqualTo(Files.readString(upload, StandardCharsets.ISO_8859_1));
    }

    @Test
    void anUploadInChunksArrivesWhole() throws IOException {
        Path upload = upload();

        Said said = curl("-H", "Transfer-Encoding: chunked", "-T", upload, url("/echo"));

        assertThat(said.out()).isEqualTo(Files.readString(upload, StandardCharsets.ISO_8859_1));
        assertThat(world.source.writes()).containsExactly(UPLOAD_BYTES + " bytes");
    }

    @Test
    void aRangeIsThatPartAlone() throws IOException {
        String all = Files.readString(upload(), StandardCharsets.ISO_8859_1);
        fromNginx(url -> {
            assertThat(curl("-i", "-r", "1000-2999", url).out())
                    .startsWith("HTTP/1.1 206 Partial Content\r\n")
                    .contains("Content-Range: bytes 1000-2999/" + UPLOAD_BYTES)
                    .endsWith("\r\n\r\n" + all.substring(1000, 3000));
            assertThat(curl("-r", "-10", url).out()).isEqualTo(all.substring(UPLOAD_BYTES - 10));
            assertThat(curl("-i", "-r", "0-4,10-14", url).out())
                    .containsIgnoringCase("content-type: multipart/byteranges")
                    .contains("\r\n\r\n" + all.substring(0, 5) + "\r\n", "\r\n\r\n" + all.substring(10, 15) + "\r\n");
            assertThat(curl("-i", "-r", UPLOAD_BYTES + "-", url).out()).startsWith("HTTP/1.1 416 ");
        });
    }

    @Test
    void aHeadHasNoBodyAndLeavesTheConnectionInStep() throws IOException {
        upload();
        fromNginx(url -> {
            Said said =
                    curl("-I", url, "--next", "-sS", "-o", "/dev/null", "-w", "%{num_connects}:%{size_download}", url);

            assertThat(said.out())
                    .contains("Content-Length: " + UPLOAD_BYTES + "\r\n")
                    .endsWith("\r\n\r\n0:" + UPLOAD_BYTES);
        });
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws IOException {
        upload();
        Path tag = folder.resolve("tag");
        fromNginx(url -> {
            curl("-o", "/dev/null", "--etag-save", tag, url);

            Said said = curl("-w", "%{http_code}:%{size_download}", "--etag-compare", tag, url);

            assertThat(said.out()).isEqualTo("304:0");
        });
    }

    @Test
    void earlyHintsComeBeforeTheAnswer() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(
                        ScriptedUpstream.answering(Wire.lines("HTTP/1.1 103 Early Hints|Link: </a.css>; rel=preload||"
                                + "HTTP/1.1 200 OK|Content-Length: 2||ok")));
                Router router = Router.start(
                        RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("hints.json")))) {
            Said said = curl("-i", "http://127.0.0.1:" + router.port() + "/");

            assertThat(said.out())
                    .startsWith("HTTP/1.1 103 Early Hints\r\n")
                    .containsSubsequence("</a.css>; rel=preload", "HTTP/1.1 200 OK\r\n", "\r\n\r\nok");
        }
    }

    @Test
    void anUploadThatIsHeldIsAskedForOnlyAtItsRelease() throws IOException {
        Path upload = upload();
        world.router
                .hold(world.held(1), Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();
        Process curl = PublicProgram.CURL.start(
                "-sS",
                "-w",
                "%{http_code}",
                "-o",
                "/dev/null",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "300",
                "--data-binary",
                "@" + upload,
                url("/"));
        eventually("parked", () -> world.parked() == 1);

        world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

        assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("200");
        assertThat(world.target.writes()).containsExactly(UPLOAD_BYTES + " bytes");
    }

    private interface Asking {
        void of(String url) throws IOException;
    }

    /** Asks a router in front of an nginx for what was made by {@link #upload}. */
    private void fromNginx(Asking asking) throws IOException {
        PublicProgram.NGINX.require();
        try (Nginx files = new Nginx(folder, "root " + folder + ";", "");
                Router router = Router.start(
                        RouterSettings.of("files", files.uri(), files.uri(), folder.resolve("files.json")))) {
            asking.of("http://127.0.0.1:" + router.port() + "/upload");
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + world.router.port() + path;
    }

    private Path upload() throws IOException {
        byte[] bytes = new byte[UPLOAD_BYTES];
        new Random(7).nextBytes(bytes);
        return Files.write(folder.resolve("upload"), bytes);
    }

    private static Said curl(Object... arguments) throws IOException {
        Object[] all = new Object[arguments.length + 3];
        System.arraycopy(new Object[] {"-sS", "--max-time", "20"}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return PublicProgram.CURL.run(all).well();
    }
}
