package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static dev.bailey.router.Timeout.ANSWER;
import static dev.bailey.router.Timeout.CLOSE;
import static dev.bailey.router.Timeout.CONNECT;
import static dev.bailey.router.Timeout.PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that are dead, slow, or break off: each client gets a clear answer, and the next one its own. */
@Timeout(30)
class UpstreamFaultsTest {

    private static final String GET = Wire.lines("GET / HTTP/1.1|Host: web||");
    private static final String POST = Wire.lines("POST / HTTP/1.1|Host: web|Content-Length: 7||order 1");
    private static final String OK = Wire.lines("HTTP/1.1 200 OK|Content-Length: 2||ok");
    private static final String EVIL = Wire.lines("HTTP/1.1 200 OK|Content-Length: 4||evil");
    private static final int BACKLOG = 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private ScriptedUpstream upstream;
    private Router router;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedUpstream(ScriptedUpstream.answering(OK));
        router = Router.start(settings(upstream.uri()));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        upstream.close();
    }

    @Test
    void oneThatTakesNoConnectionIsAGatewayTimeout() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> queue = fill(deaf);
            URI uri = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
            try (Router alone = Router.start(settings(uri).with(timeouts(/* progress= */ Duration.ofSeconds(20))))) {
                assertThat(ask(alone, GET)).startsWith("HTTP/1.1 504 ").contains("upstream too slow");
            }
            for (SocketChannel waiting : queue) {
                waiting.close();
            }
        }
    }

    @Test
    void silenceIsAGatewayTimeout() throws IOException {
        upstream.plays((wire, heard) -> wire.readToEnd());

        assertThat(ask(router, GET)).startsWith("HTTP/1.1 504 ").contains("\"side\":\"source\"");
    }

    @Test
    void silenceWithinAHeadIsAGatewayTimeout() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Len");
            wire.readToEnd();
        });

        assertThat(ask(router, GET)).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void aHeadThatComesByteByByteCannotKeepAClientWaiting() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            drip(wire, "HTTP/1.1 200 OK\r\nX-A: " + "a".repeat(1_000));
        });

        assertThat(ask(router, GET)).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void aBodyThatComesByteByByteComesThrough() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
            drip(wire, "a".repeat(30));
        });

        // Longer than the silence that is allowed.
        assertThat(ask(router, GET)).startsWith("HTTP/1.1 200 ").endsWith("a".repeat(30));
    }

    @Test
    void silenceWithinALargeBodyCutsTheConnection() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf");
            wire.readToEnd();
        });

        assertThat(ask(router, GET)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nhalf");
        assertThat(failures(Failure.UPSTREAM_TIMEOUT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha"
            })
    void oneThatClosesItsHalfBeforeTheEndIsABadGateway(String said) throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("order 1");
            wire.send(said);
            wire.endOutput();
            wire.readToEnd();
        });

        assertThat(ask(router, POST)).startsWith("HTTP/1.1 502 ").contains("upstream broke off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha"
            })
    void oneThatResetsBeforeTheEndIsABadGateway(String said) throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("order 1");
            wire.send(said);
            wire.abort();
        });

        assertThat(ask(router, POST)).startsWith("HTTP/1.1 502 ").contains("upstream broke off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked", "X-Until: the end"})
    void aResetWithinABodyNeverLooksLikeItsEnd(String framing) throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        String part = framing.endsWith("chunked") ? "4\r\nhalf\r\n" : "half";
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + part);
            await(begun);
            wire.abort();
        });

        try (Wire client = Wire.to(router.port())) {
            client.send(GET);
            assertThat(client.readUntil("half")).startsWith("HTTP/1.1 200 ");
            begun.countDown();

            assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n");
        }
        assertThat(failures(Failure.UPSTREAM_LOST)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "half", "one letter"})
    void whatIsSaidOnAnIdleConnectionIsNobodysAnswer(String much) throws IOException {
        String said = much.equals("whole") ? EVIL : EVIL.substring(0, much.equals("half") ? EVIL.length() / 2 : 1);
        CountDownLatch answered = new CountDownLatch(1);
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(OK);
            await(answered);
            wire.send(said);
            wire.readToEnd();
            heard.add("closed");
        });
        try (Wire client = Wire.to(router.port())) {
            client.send(GET);
            client.readUntil("ok");
            answered.countDown();
            eventually("closed", () -> upstream.heard().contains("closed"));
            upstream.plays(ScriptedUpstream.answering(OK));
            client.send(GET);

            assertThat(client.readUntil("\r\n\r\nok"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("evil");
        }
        assertThat(router.meter().snapshot().failed()).isZero();
    }

    @Test
    void oneThatAnswersBeforeItHasReadTheRequestKeepsNoConnection() throws IOException {
        upstream.plays((wire, heard) -> {
            wire.readUntil("\r\n\r\n");
            wire.send(EVIL);
            heard.add(wire.readToEnd().isEmpty() ? "nothing more" : "more");
        });
        try (Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Content-Length: 1000000||half"));
            client.readUntil("evil");
        }
        eventually("closed", () -> upstream.heard().size() == 1);
        upstream.plays(ScriptedUpstream.answering(OK));

        assertThat(ask(router, GET)).endsWith("ok");
    }

    private RouterSettings settings(URI uri) {
        return RouterSettings.of("web", uri, uri, folder.resolve("routes.json")).with(timeouts(Duration.ofMillis(300)));
    }

    private static Timeouts timeouts(Duration progress) {
        return Timeouts.DEFAULT
                .with(CONNECT, Duration.ofMillis(300))
                .with(ANSWER, progress)
                .with(PROGRESS, progress)
                .with(CLOSE, Duration.ofSeconds(5));
    }

    private long failures(Failure failure) {
        return router.meter().snapshot().source().failures().getOrDefault(failure, 0L);
    }

    /** A slow upstream: one byte every 20 ms. */
    private static void drip(Wire wire, String text) throws IOException {
        for (int next = 0; next < text.length(); next++) {
            wire.send(text.substring(next, next + 1));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Connects until the kernel takes no more for a server that accepts none. */
    private static List<SocketChannel> fill(ServerSocket deaf) throws IOException {
        List<SocketChannel> queue = new ArrayList<>();
        for (int client = 0; client < BACKLOG + 8; client++) {
            SocketChannel waiting = SocketChannel.open();
            waiting.configureBlocking(false);
            waiting.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()));
            waiting.finishConnect();
            queue.add(waiting);
        }
        return queue;
    }

    /** The answer and no more: the connection stays open unless it is cut. */
    private static String ask(Router router, String request) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(request.replace("Host: web\r\n", "Host: web\r\nConnection: close\r\n"));
            return client.readToEnd().strip();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
