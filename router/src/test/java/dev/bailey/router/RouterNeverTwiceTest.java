package dev.bailey.router;

import static dev.bailey.router.Timeout.ANSWER;
import static dev.bailey.router.Timeout.CLOSE;
import static dev.bailey.router.Timeout.PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** However an upstream fails on a connection that was good before: a write reaches it once, a read at most twice. */
@Timeout(30)
class RouterNeverTwiceTest {

    private static final String OK = Wire.lines("HTTP/1.1 200 OK|Content-Length: 2||ok");
    private static final String WRITE = " /order HTTP/1.1|Host: web|Connection: close|";

    private ScriptedUpstream upstream;
    private Router router;

    /** What an upstream does that has read a request. */
    enum Fault {
        FIN(""),
        RST(""),
        HALF_A_LINE("HTTP/1.1 2"),
        HALF_A_HEAD("HTTP/1.1 200 OK\r\nContent-Le"),
        HALF_A_BODY("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha"),
        A_WORD_AND_NO_MORE("HTTP/1.1 100 Continue\r\n\r\n"),
        GARBAGE("\u0016\u0003\u0001"),
        A_WRONG_VERSION("HTTP/3.0 200 OK\r\n\r\n"),
        TWO_FRAMINGS("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"),
        SILENCE("");

        private final String said;

        Fault(String said) {
            this.said = said;
        }

        void commit(Wire wire) throws IOException {
            wire.send(said);
            if (this == RST) {
                wire.abort();
            } else if (this == SILENCE) {
                wire.readToEnd();
            }
        }

        /** Whether the client may be told of a connection that was stale rather than of an answer that went wrong. */
        boolean saysNothing() {
            return this == FIN || this == RST;
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream((wire, heard) -> {});
        Timeouts timeouts = Timeouts.DEFAULT
                .with(ANSWER, Duration.ofMillis(300))
                .with(PROGRESS, Duration.ofMillis(300))
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
    @EnumSource(Fault.class)
    void aWriteIsSentOnce(Fault fault) throws IOException {
        String[] writes = {
            "POST" + WRITE + "Content-Length: 0||",
            "POST" + WRITE + "Content-Length: 7||order 1",
            "POST" + WRITE + "Transfer-Encoding: chunked||7|order 1|0||",
            "DELETE" + WRITE + "|",
            "PUT" + WRITE + "Content-Length: 7||order 1",
        };
        upstream.plays((wire, heard) -> failSecond(fault, wire, heard));
        for (String write : writes) {
            upstream.heard().clear();

            assertThat(answerOnAUsedConnection(Wire.lines(write))).isEqualTo(fault == Fault.SILENCE ? 504 : 502);
            assertThat(upstream.heard()).as(write).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aReadIsSentAgainOnlyWhenNothingOfAnAnswerWasSeen(Fault fault) throws IOException {
        upstream.plays((wire, heard) -> failSecond(fault, wire, heard));

        int status = answerOnAUsedConnection(Wire.lines("GET" + WRITE + "|"));

        assertThat(status).isEqualTo(fault.saysNothing() ? 200 : fault == Fault.SILENCE ? 504 : 502);
        assertThat(upstream.heard()).hasSize(fault.saysNothing() ? 2 : 1);
    }

    @ParameterizedTest
    @CsvSource({"GET,2", "HEAD,2", "OPTIONS,1", "POST,1", "PATCH,1", "get,1"})
    void onlyGetAndHeadAreEverSentAgainAndThenOnlyOnce(String method, int times) throws IOException {
        // Also the first request of a connection fails, so that the second try does as well.
        upstream.plays((wire, heard) -> {
            String head = wire.readUntil("\r\n\r\n");
            if (head.startsWith("GET /warm ")) {
                wire.send(OK);
                head = wire.readUntil("\r\n\r\n");
            }
            heard.add(head);
        });

        assertThat(answerOnAUsedConnection(Wire.lines(method + WRITE + "|"))).isEqualTo(502);
        assertThat(upstream.heard()).hasSize(times);
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = "SILENCE", mode = EnumSource.Mode.EXCLUDE)
    void aReadOnANewConnectionIsNotSentAgain(Fault fault) throws IOException {
        upstream.plays((wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            fault.commit(wire);
        });

        assertThat(status(Wire.lines("GET" + WRITE + "|"))).isEqualTo(502);
        assertThat(upstream.heard()).hasSize(1);
    }

    /** The first request of each connection is answered, the second is not. */
    private static void failSecond(Fault fault, Wire wire, List<String> heard) throws IOException {
        String head = wire.readUntil("\r\n\r\n");
        if (!head.startsWith("GET /warm ")) {
            heard.add(head);
        }
        wire.send(OK);
        head = wire.readUntil("\r\n\r\n");
        if (!head.isEmpty()) {
            heard.add(head);
            fault.commit(wire);
        }
    }

    private int answerOnAUsedConnection(String request) throws IOException {
        status(Wire.lines("GET /warm HTTP/1.1|Host: web|Connection: close||"));
        return status(request);
    }

    private int status(String request) throws IOException {
        try (Wire client = Wire.to(router.port())) {
            client.send(request);
            return Integer.parseInt(client.readUntil("\r\n").split(" ", 3)[1]);
        }
    }
}
