package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other side is asked as well, as the plan says and then as somebody says. */
class ShadowRunTest {

    private final List<String> shadowed = new CopyOnWriteArrayList<>();
    private final int port = FreePort.next();
    private HttpServer source;
    private HttpServer target;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        source = application(200);
        target = application(404);
    }

    @AfterEach
    void stop() {
        source.stop(0);
        target.stop(0);
    }

    @Test
    void aShareIsChangedWhileItRunsAndTheStatusSaysWhatCameOfIt() throws IOException, InterruptedException {
        String old = Servers.OLD.createDatabase();
        Servers.OLD.execute(old, "CREATE TABLE item (id int PRIMARY KEY)");
        Plan plan = plan(Servers.OLD.url(old), Servers.NEW.url(Servers.NEW.createDatabase()));
        StateFolder state = StateFolder.beside(folder.resolve("migration.yaml"), "shadowed");
        TestShell shell = new TestShell(folder, Map.of());
        try (LiveMigration live = LiveMigration.open(plan, state, new ProgressLines(shell.shell()))) {
            assertThat(ask("/before")).isEqualTo(200);

            assertThat(shell.bailey("shadow", "100%", "--service", "web")).isZero();

            assertThat(ask("/after")).isEqualTo(200);
            Eventually.eventually(
                    "the status says so",
                    Duration.ofSeconds(10),
                    () -> shadow(live).unlike() == 1);
            assertThat(shadowed).containsExactly("GET /after, dry run yes");
            assertThat(shell.bailey("status")).isZero();
            assertThat(shell.out()).contains("shadow      web, 100%: 0 answered alike, 1 by another status");
            assertThat(shell.bailey("shadow", "5%", "--service", "mail")).isEqualTo(1);
            assertThat(shell.err()).contains("no such service of this process has a shadow");
            assertThat(shadow(live).sharePercent()).isEqualTo(100);
        }
    }

    private static Status.ShadowLine shadow(LiveMigration live) {
        return live.migration().status().traffic().shadows().get(0);
    }

    private int ask(String path) {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.discarding())
                .join()
                .statusCode();
    }

    private HttpServer application(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (exchange.getRequestHeaders().containsKey("X-Bailey-Shadow")) {
                shadowed.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ", dry run "
                        + exchange.getRequestHeaders().getFirst("X-Dry-Run"));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Plan plan(String from, String to) throws IOException {
        Path file = Files.writeString(folder.resolve("migration.yaml"), """
                migration: shadowed
                stores:
                  items: { engine: postgresql, source: %s, target: %s }
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: http://127.0.0.1:%d
                    target: http://127.0.0.1:%d
                    shadow: { share: 0%%, headers: { X-Dry-Run: "yes" } }
                """.formatted(
                        from,
                        to,
                        port,
                        source.getAddress().getPort(),
                        target.getAddress().getPort()));
        return PlanFile.read(file, Map.of()).plan();
    }
}
