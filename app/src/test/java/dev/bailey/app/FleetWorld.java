package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A shop that moves, with Bailey and routers in processes of their own. */
final class FleetWorld implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern SERVES = Pattern.compile("router {5}web of migration \\S+ on port ([0-9]+),.*");

    final CrossingWorld shop;
    private final Path folder;
    private final int controlPort = FreePort.next();
    private final List<BaileyProcess> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    FleetWorld(Path folder, String cutover) throws SQLException, IOException {
        this.folder = folder;
        this.shop = new CrossingWorld(folder, cutover);
    }

    /** Bailey reaches the old database by this port. */
    FleetWorld(Path folder, String cutover, int oldPort) throws SQLException, IOException {
        this.folder = folder;
        this.shop = new CrossingWorld(folder, cutover, CrossingWorld.SMALL, oldPort, Servers.NEW.port());
    }

    URI control() {
        return URI.create("http://127.0.0.1:" + controlPort);
    }

    /** Bailey itself, ready to move; {@code haltAt} as for {@link CrossingWorld#run}. */
    BaileyProcess ready(String haltAt) throws InterruptedException {
        Map<String, String> environment = haltAt.isEmpty() ? Map.of() : Map.of(HaltAt.VARIABLE, haltAt);
        BaileyProcess bailey =
                keep(shop.bailey(environment, "run", shop.plan.toString(), "--port", Integer.toString(controlPort)));
        CrossingWorld.awaitReady(bailey);
        return bailey;
    }

    private BaileyProcess keep(BaileyProcess process) {
        started.add(process);
        return process;
    }

    /** One more router, that serves. */
    Member router(String name) throws InterruptedException {
        return router(name, 0);
    }

    Member router(String name, int port) throws InterruptedException {
        BaileyProcess process = routerProcess(name, port, tokenFile());
        String line = process.awaitLine(
                "a router that serves", PATIENCE, said -> SERVES.matcher(said).matches());
        Matcher serves = SERVES.matcher(line);
        if (!serves.matches()) {
            throw new IllegalStateException(line);
        }
        return new Member(name, process, Integer.parseInt(serves.group(1)));
    }

    BaileyProcess routerProcess(String name, int port, Path token) {
        return keep(shop.bailey(
                Map.of(),
                "router",
                "--join",
                control().toString(),
                "--token-file",
                token.toString(),
                "--name",
                name,
                "--listen",
                "127.0.0.1:" + port,
                "--state",
                folder.resolve(name).toString()));
    }

    Path tokenFile() {
        return shop.state().path().resolve("join.token");
    }

    /** A router in a process of its own. */
    record Member(String name, BaileyProcess process, int port) {

        URI url() {
            return URI.create("http://127.0.0.1:" + port);
        }

        void signal(String name) throws IOException, InterruptedException {
            process.signal(name);
        }
    }

    /** What the migration says about a router; null when it knows none of that name. */
    @Nullable JsonNode line(String router) throws IOException, InterruptedException {
        for (JsonNode line : shop.status().get("routers")) {
            if (line.get("name").asText().equals(router)) {
                return line;
            }
        }
        return null;
    }

    /** The epochs that the migration knows of these routers, of those that it knows. */
    List<Long> epochs(String... routers) throws IOException, InterruptedException {
        List<Long> epochs = new ArrayList<>();
        for (String router : routers) {
            JsonNode line = line(router);
            if (line != null) {
                epochs.add(line.get("epoch").asLong());
            }
        }
        return epochs;
    }

    void awaitJoined(String router) {
        Eventually.eventually(router + " has joined", PATIENCE, () -> {
            JsonNode line = line(router);
            return line != null && line.get("silentMillis").isNull();
        });
    }

    void awaitOpenGates() {
        shop.awaitOpenGates();
    }

    ShopLoad load(Member router, long seed) throws InterruptedException {
        return shop.load(router.url(), seed);
    }

    HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request to the control plane with this token. */
    HttpResponse<String> askControl(String method, String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(control().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    String joinToken() throws IOException {
        return Files.readString(tokenFile()).strip();
    }

    @Override
    public void close() {
        started.forEach(BaileyProcess::close);
        shop.close();
    }
}
