package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users' traffic is recorded at the router of a running migration, and played. */
class RecordingRunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String HIDDEN = "swordfish-and-chips";

    @TempDir
    private Path folder;

    private final HttpClient users =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whatIsRecordedHasNoSecretsAndPlaysAgainstBothSides() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }");
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            TestShell recorder = new TestShell(folder, Map.of());
            CompletableFuture<Integer> exit = new CompletableFuture<>();
            Thread command = new Thread(() ->
                    exit.complete(recorder.bailey("record", "--for", "1h", "--share", "100%", "--out", "shop.har")));
            command.start();
            Eventually.eventually(
                    "the recording begins", PATIENCE, () -> recorder.err().contains("recording 100% of web"));

            send(world, "/health", HttpRequest.newBuilder().GET());
            send(world, "/nothing?token=" + HIDDEN, HttpRequest.newBuilder().POST(BodyPublishers.ofString("{}")));
            TestShell second = new TestShell(folder, Map.of());
            assertThat(second.bailey("record", "--for", "1h", "--out", "other.har"))
                    .isEqualTo(1);
            command.interrupt();

            assertThat(exit.join()).isZero();
            assertThat(recorder.out()).startsWith("2 requests recorded, 0 dropped");
            assertThat(second.err()).contains("a recording is under way");
            Path archive = folder.resolve("shop.har");
            assertThat(Files.readString(archive))
                    .contains("http://web/health", "masked-")
                    .doesNotContain(HIDDEN);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                    .isEqualTo("rw-------");
            TestShell player = new TestShell(folder, Map.of());
            player.bailey(
                    "contract",
                    "run",
                    "shop.har",
                    "--old",
                    world.oldShop.url().toString(),
                    "--new",
                    world.oldShop.url().toString());
            assertThat(player.out()).contains("1 requests played, 1 compared", "left out: 1 writes; nothing found");
        }
    }

    private HttpResponse<String> send(CrossingWorld world, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return users.send(
                request.uri(URI.create(world.web() + path))
                        .header("Authorization", "Bearer " + HIDDEN)
                        .header("Content-Type", "application/json")
                        .build(),
                BodyHandlers.ofString());
    }
}
