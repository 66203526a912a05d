package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RouterForwardsTest {

    private static final int MEGABYTES_20 = 20 * 1024 * 1024;

    private World world;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aReadIsAnsweredByTheSideOfTheRoute() {
        HttpResponse<String> answer = world.read("/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("source");
        assertThat(answer.headers().firstValue("X-Bailey-Side")).contains("source");
        assertThat(answer.headers().firstValue("X-Bailey-Epoch")).contains("0");
    }

    @Test
    void aSmallBodyComesThroughBothWays() {
        HttpResponse<String> answer = world.write("/echo", "order 1").join();

        assertThat(answer.body()).isEqualTo("order 1");
        assertThat(world.source.writes()).containsExactly("order 1");
    }

    @Test
    void aBodyOfTwentyMegabytesStreamsThroughBothWays() {
        byte[] body = new byte[MEGABYTES_20];
        new Random(7).nextBytes(body);

        HttpResponse<byte[]> answer =
                world.send(world.request("/echo").POST(BodyPublishers.ofByteArray(body)), BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void anEmptyWriteIsForwarded() {
        HttpResponse<String> answer = world.send(world.request("/").DELETE(), BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("source");
        assertThat(world.source.writes()).containsExactly("");
    }

    @Test
    void theUpstreamLearnsWhoTheClientIs() {
        world.read("/");

        assertThat(world.source.forwardedFor()).containsExactly("127.0.0.1");
    }

    @Test
    void requestsAreCountedBySide() {
        world.read("/");

        Eventually.eventually(
                "counted", () -> world.router.meter().snapshot().source().latencyMillis() != null);
        RouterMeter.Snapshot seen = world.router.meter().snapshot();
        assertThat(seen.requests()).isEqualTo(1);
        assertThat(seen.failed()).isZero();
        assertThat(seen.heldMillis()).isNull();
        assertThat(seen.source().requests()).isEqualTo(1);
        assertThat(seen.target().requests()).isZero();
        assertThat(seen.target().latencyMillis()).isNull();
    }
}
