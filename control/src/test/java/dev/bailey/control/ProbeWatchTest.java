package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bailey.router.SideAnswers;
import dev.bailey.runbook.Command;
import dev.bailey.runbook.Condition;
import dev.bailey.runbook.Expectation;
import dev.bailey.runbook.HttpCall;
import dev.bailey.runbook.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions of people's own, to a real server and to real programs. */
class ProbeWatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "all well";
    private long seconds;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ok", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void itIsBadFromTheFirstWrongAnswerOfARow() {
        ProbeWatch watch = watch(call());
        ask(watch, 5);
        status = 503;
        ask(watch, 5);
        ask(watch, 29);

        assertThat(read(watch)).returns(Reading.State.BAD, Reading::state).returns(false, Reading::due);
        seconds++;
        assertThat(read(watch))
                .returns(true, Reading::due)
                .extracting(Reading::measured)
                .asString()
                .endsWith("/ok: it answered 503, and 200 was expected");
    }

    @Test
    void oneRightAnswerBeginsAnew() {
        ProbeWatch watch = watch(call());
        status = 503;
        ask(watch, 1);
        ask(watch, 20);
        status = 200;
        ask(watch, 5);
        status = 503;
        ask(watch, 5);
        ask(watch, 20);

        assertThat(read(watch)).returns(Reading.State.BAD, Reading::state).returns(false, Reading::due);
    }

    @Test
    void aTextThatIsMissingIsAWrongAnswer() {
        ProbeWatch watch = watch(call());
        body = "on fire";

        ask(watch, 1);

        assertThat(read(watch).measured()).endsWith("/ok: it answered 200 without \"all well\"");
    }

    @Test
    void aServerThatIsNotThereIsAWrongAnswer() {
        ProbeWatch watch = watch(call());
        server.stop(0);

        ask(watch, 1);

        assertThat(read(watch)).returns(Reading.State.BAD, Reading::state);
    }

    @Test
    void aProgramThatExitsWithAnotherCodeThanZeroIsBad() {
        ProbeWatch watch = watch(new Command(List.of("/bin/sh", "-c", "exit 3"), Map.of(), LIMIT));

        ask(watch, 1);

        assertThat(read(watch))
                .returns(Reading.State.BAD, Reading::state)
                .returns("Run /bin/sh -c exit 3: exit status 3", Reading::measured);
    }

    @Test
    void aProgramThatIsNotThereSaysNothingAndIsUnknown() {
        ProbeWatch watch = watch(new Command(List.of("./not-there.sh"), Map.of(), LIMIT));

        ask(watch, 31);

        assertThat(read(watch)).returns(Reading.State.UNKNOWN, Reading::state).returns(true, Reading::due);
    }

    @Test
    void whatWasNotAnsweredForLongIsUnknown() {
        ProbeWatch watch = watch(call());
        ask(watch, 1);

        seconds += 25;

        assertThat(read(watch)).returns(Reading.State.UNKNOWN, Reading::state).returns(false, Reading::due);
    }

    private ProbeWatch watch(Condition question) {
        Trigger.Own trigger =
                new Trigger.Own(question, Duration.ofSeconds(5), Duration.ofSeconds(30), Trigger.Then.ROLL_BACK);
        return new ProbeWatch(trigger, 0, () -> Duration.ofSeconds(seconds).toNanos());
    }

    private void ask(ProbeWatch watch, int afterSeconds) {
        seconds += afterSeconds;
        watch.ask(new Look(folder));
    }

    private Reading read(ProbeWatch watch) {
        return watch.look(new Sight(
                Duration.ofSeconds(seconds).toNanos(),
                SideAnswers.NONE,
                List.of(),
                new WayBack(Optional.empty(), 0, 0, Optional.empty())));
    }

    private Condition call() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ok");
        return new HttpCall(
                "GET",
                url,
                Map.of(),
                Optional.empty(),
                new Expectation(OptionalInt.of(200), "all well"),
                LIMIT,
                /* repeatable= */ true);
    }
}
