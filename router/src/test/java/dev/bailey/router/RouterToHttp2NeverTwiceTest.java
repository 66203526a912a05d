package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** By HTTP/2, what may have been carried out is never sent again, and what surely was not is sent once more. */
@Timeout(30)
class RouterToHttp2NeverTwiceTest {

    private static final int CANCEL = 8;
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aWriteBeyondTheLastStreamOfAGoAwayIsSentOnceMore() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int first = wire.accept();
            heard.add(connection + " " + Http2Upstream.asked(wire, first));
            if (connection == 1) {
                heard.add(connection + " " + Http2Upstream.asked(wire, wire.accept()));
                wire.goAway(first, 0);
            }
            wire.answer(first, "from " + connection);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            int known = order(client, "one");
            eventually("on its way", () -> upstream.heard().size() == 1);
            int unknown = order(client, "two");

            assertThat(client.answer(known).body).hasToString("from 1");
            assertThat(client.answer(unknown).body).hasToString("from 2");
            assertThat(upstream.heard()).containsExactly("1 POST / one", "1 POST / two", "2 POST / two");
        }
    }

    @Test
    void aWriteThatAGoAwayMayHaveReachedIsNotSentAgain() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int order = wire.accept();
            heard.add(Http2Upstream.asked(wire, order));
            wire.goAway(order, 0);
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(order(client, "one")).status()).isEqualTo("502");
            assertThat(upstream.heard()).containsExactly("POST / one");
        }
    }

    @Test
    void aConnectionThatGoesAwayTwiceIsTakenAtItsLastWord() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int order = wire.accept();
            heard.add(connection + " " + Http2Upstream.asked(wire, order));
            if (connection == 1) {
                // As servers do that leave in peace: at first everything may still come, then nothing was seen.
                wire.goAway(Integer.MAX_VALUE, 0);
                wire.goAway(0, 0);
            } else {
                wire.answer(order, "done");
            }
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(order(client, "one")).body).hasToString("done");
            assertThat(upstream.heard()).containsExactly("1 POST / one", "2 POST / one");
        }
    }

    @Test
    void aConnectionThatLeavesInPeaceAnswersWhatItHasAndTakesNoMore() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int order = wire.accept();
            heard.add(connection + " " + Http2Upstream.asked(wire, order));
            wire.goAway(Integer.MAX_VALUE, 0);
            wire.answer(order, "from " + connection);
            heard.add(connection + " " + wire.accept());
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(order(client, "one")).body).hasToString("from 1");
            assertThat(client.answer(order(client, "two")).body).hasToString("from 2");
            eventually("over", () -> upstream.heard().size() == 4);
            assertThat(upstream.heard()).contains("1 -1", "2 -1");
        }
    }

    @Test
    void aRefusedWriteIsSentOnceMoreAlthoughItsBodyHasBegunToFlow() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int first = wire.accept();
            wire.until(first, "half");
            wire.reset(first, REFUSED_STREAM);
            int second = connection == 1 ? wire.accept() : first;
            heard.add(Http2Upstream.asked(wire, second));
            wire.answer(second, "done");
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            int order = client.request("POST", "/", false);
            client.data(order, "half ", false);
            client.data(order, "and half", true);

            assertThat(client.answer(order).body).hasToString("done");
            assertThat(upstream.heard()).containsExactly("POST / half and half");
        }
    }

    @Test
    void aWriteThatIsRefusedTwiceMayComeAgainByItself() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            for (int order = wire.accept(); order > 0; order = wire.accept()) {
                heard.add("refused");
                wire.reset(order, REFUSED_STREAM);
            }
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            Http2Wire.Stream answer = client.answer(order(client, "one"));

            assertThat(answer.status()).isEqualTo("503");
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.body.toString()).contains("declined it before it began");
            assertThat(upstream.heard()).hasSize(2);
        }
    }

    @Test
    void aRefusedUploadThatIsTooLargeToKeepIsNotSentAgain() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            for (int order = wire.accept(); order > 0; order = wire.accept()) {
                wire.until(order, "end");
                heard.add("refused");
                wire.reset(order, REFUSED_STREAM);
            }
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Wire client = Wire.to(router.port())) {
            client.send(Wire.lines("POST / HTTP/1.1|Host: web|Content-Length: 70003||"));
            client.send("x".repeat(70_000) + "end");

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 503 ");
            assertThat(upstream.heard()).hasSize(1);
        }
    }

    @Test
    void aResetWithAnotherCodeIsABadGatewayAndNotSentAgain() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            for (int stream = wire.accept(); stream > 0; stream = wire.accept()) {
                heard.add(Http2Upstream.asked(wire, stream));
                wire.reset(stream, ENHANCE_YOUR_CALM);
            }
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(order(client, "one")).status()).isEqualTo("502");
            assertThat(client.answer(client.request("GET", "/", true)).status()).isEqualTo("502");
            assertThat(upstream.heard()).containsExactly("POST / one", "GET / ");
        }
    }

    @Test
    void aResetBehindTheHeadReachesTheClientWithItsCode() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int stream = wire.accept();
            wire.headers(stream, Http2Wire.status("200"), false);
            wire.data(stream, "half", false);
            wire.reset(stream, ENHANCE_YOUR_CALM);
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            Http2Wire.Stream answer = client.answer(client.request("GET", "/", true));

            assertThat(answer.resetBecause).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(answer.body).hasToString("half");
        }
    }

    @Test
    void aClientThatResetsItsUploadCancelsItUpstream() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int order = wire.accept();
            wire.until(order, "half");
            heard.add("half");
            heard.add("reset " + wire.answer(order).resetBecause);
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            int order = client.request("POST", "/", false);
            client.data(order, "half", false);
            eventually("on its way", () -> upstream.heard().size() == 1);

            client.reset(order, CANCEL);

            eventually("cancelled", () -> upstream.heard().contains("reset " + CANCEL));
        }
    }

    @Test
    void aConnectionThatIsCutTakesItsWritesWithItAndItsReadsAreSentOnceMore() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int first = wire.accept();
            heard.add(connection + " " + Http2Upstream.asked(wire, first));
            wire.answer(first, "from " + connection);
            if (connection == 1) {
                heard.add(connection + " " + Http2Upstream.asked(wire, wire.accept()));
                heard.add(connection + " " + Http2Upstream.asked(wire, wire.accept()));
                return;
            }
            wire.readToEnd();
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            client.answer(client.request("GET", "/warm", true));
            int order = order(client, "one");
            eventually("on its way", () -> upstream.heard().size() == 2);
            int read = client.request("GET", "/read", true);

            assertThat(client.answer(order).status()).isEqualTo("502");
            assertThat(client.answer(read).body).hasToString("from 2");
            assertThat(upstream.heard())
                    .containsExactly("1 GET /warm ", "1 POST / one", "1 GET /read ", "2 GET /read ");
        }
    }

    @Test
    void aReadOfWhichSomethingWasAnsweredIsNotSentAgain() throws IOException {
        Http2Upstream.Http2Script script = (wire, connection, heard) -> {
            int first = wire.accept();
            wire.answer(first, "warm");
            int stream = wire.accept();
            heard.add(Http2Upstream.asked(wire, stream));
            wire.headers(stream, Http2Wire.with(Http2Wire.status("103"), "link", "</a>"), false);
        };
        try (Http2Upstream upstream = Http2Upstream.playing(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            client.answer(client.request("GET", "/warm", true));

            assertThat(client.answer(client.request("GET", "/read", true)).status())
                    .isEqualTo("502");
            assertThat(upstream.heard()).hasSize(1);
        }
    }

    @Test
    void aSideThatEndsEachConnectionAtItsBeginningGetsNoRequest() throws IOException {
        Http2Upstream.Script script = (Socket socket, int connection, List<String> heard) -> heard.add("closed");
        try (Http2Upstream upstream = Http2Upstream.raw(script);
                Router router = upstream.router(folder);
                Http2Wire client = Http2Wire.to(router.port())) {
            assertThat(client.answer(order(client, "one")).status()).isEqualTo("502");
            assertThat(client.answer(order(client, "two")).status()).isEqualTo("503");
        }
    }

    private static int order(Http2Wire client, String body) throws IOException {
        int stream = client.request("POST", "/", false);
        client.data(stream, body, true);
        return stream;
    }
}
