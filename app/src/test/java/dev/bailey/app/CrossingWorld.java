package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.History;
import dev.bailey.testkit.HistoryChecker;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopLoad;
import dev.bailey.testkit.ShopServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A shop on two servers with a plan to move it, and Bailey in a process of its own. */
final class CrossingWorld implements AutoCloseable {

    /** Small enough to be copied in a moment. */
    static final Shop.Size SMALL = new Shop.Size(200, 50, 200);

    private static final double WRITES_PER_SECOND = 40;
    private static final double READS_PER_SECOND = 40;

    /** Of a shop that takes its time. */
    private static final double READS_PER_READER = 5;

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration REST_LIMIT = Duration.ofSeconds(30);

    final String oldDatabase;
    final String newDatabase;
    final Path plan;
    private final ShopPlace oldPlace;
    private final ShopPlace newPlace;
    final ShopServer oldShop;
    final ShopServer newShop;
    private final int port = FreePort.next();
    private final History history = new History();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Shop.Size size;

    /** @param cutover what the plan says about it, as YAML on one line */
    CrossingWorld(Path folder, String cutover) throws SQLException, IOException {
        this(folder, cutover, SMALL);
    }

    CrossingWorld(Path folder, String cutover, Shop.Size size) throws SQLException, IOException {
        this(folder, cutover, size, ShopPlace.fresh(Side.SOURCE), ShopPlace.fresh(Side.TARGET));
    }

    /** With users of their own for Bailey and the shop. */
    CrossingWorld(Path folder, String cutover, ShopPlace oldPlace, ShopPlace newPlace)
            throws SQLException, IOException {
        this(folder, cutover, SMALL, oldPlace, newPlace);
    }

    /** Bailey reaches the databases through these ports, as over a network with faults of its own. */
    CrossingWorld(Path folder, String cutover, Shop.Size size, int oldPort, int newPort)
            throws SQLException, IOException {
        this(
                folder,
                cutover,
                size,
                ShopPlace.fresh(Side.SOURCE).through(oldPort),
                ShopPlace.fresh(Side.TARGET).through(newPort));
    }

    CrossingWorld(Path folder, String cutover, Shop.Size size, ShopPlace oldPlace, ShopPlace newPlace)
            throws SQLException, IOException {
        this.size = size;
        this.folder = folder;
        this.oldPlace = oldPlace;
        this.newPlace = newPlace;
        this.oldDatabase = oldPlace.database();
        this.newDatabase = newPlace.database();
        try (Connection connection = connectOld()) {
            Shop.install(connection, size);
            if (oldPlace.bare()) {
                Shop.leaveOut(connection, List.of(oldPlace.user(), newPlace.user()));
            }
        }
        this.oldShop = shop(oldPlace, "old");
        this.newShop = shop(newPlace, "new");
        this.plan = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop:
                    engine: %s
                    source: %s
                    target: %s
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                cutover: %s
                """.formatted(
                        migration(),
                        oldPlace.engine(),
                        oldPlace.url(),
                        newPlace.url(),
                        port,
                        oldShop.url(),
                        newShop.url(),
                        cutover));
    }

    /** Streams are known to a whole server, so each world needs names of its own. */
    private String migration() {
        return "shop-" + oldDatabase;
    }

    StateFolder state() {
        return StateFolder.beside(plan, migration());
    }

    private static ShopServer shop(ShopPlace place, String label) {
        return new ShopServer(place.jdbcUrl(), place.application(), place.password(), 0, label);
    }

    Connection connectOld() throws SQLException {
        return oldPlace.connect();
    }

    Connection connectNew() throws SQLException {
        return newPlace.connect();
    }

    /** The old application is taken out of service. */
    void stopOldShop() {
        oldShop.close();
    }

    /** The target's tables, as people make them before a migration. */
    void installOnTarget() throws SQLException {
        try (Connection connection = connectNew()) {
            Shop.install(connection, size);
            Shop.empty(connection);
        }
    }

    /** Where the router takes requests. */
    URI web() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Adds to the plan. */
    void plan(String more) throws IOException {
        Files.writeString(plan, Files.readString(plan) + more);
    }

    History history() {
        return history;
    }

    /** Readers and writers that go through the router, wherever it leads. */
    ShopLoad load(long seed) throws InterruptedException {
        return load(web(), seed);
    }

    /** Clients of the old shop who never heard of the router. */
    ShopLoad loadPastTheRouter(long seed) throws InterruptedException {
        return load(oldShop.url(), seed);
    }

    ShopLoad load(URI shop, long seed) throws InterruptedException {
        return load(shop, READS_PER_SECOND, seed);
    }

    ShopLoad load(URI shop, double readsPerSecond, long seed) throws InterruptedException {
        int readers = (int) Math.max(8, readsPerSecond / READS_PER_READER);
        return ShopLoad.start(
                new ShopLoad.Settings(shop, 8, readers, WRITES_PER_SECOND, readsPerSecond, size.customers(), seed),
                history);
    }

    /** Answers an observation that asks. */
    JsonNode goOn(String reason) throws IOException, InterruptedException {
        return send(request("/api/slices/everyone/go-on?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    JsonNode report() throws IOException, InterruptedException {
        return send(request("/api/report"));
    }

    /** Runs Bailey until it dies at the milestone; an empty one means that it lives. */
    BaileyProcess run(String haltAt) {
        Map<String, String> environment = haltAt.isEmpty() ? Map.of() : Map.of(HaltAt.VARIABLE, haltAt);
        return bailey(environment, "run", plan.toString());
    }

    /** Runs any other command of Bailey's. */
    BaileyProcess bailey(Map<String, String> environment, String... arguments) {
        return BaileyProcess.start(folder, environment, arguments);
    }

    /** Runs a command that asks a Bailey that runs. */
    CommandHere command(Map<String, String> environment, String... arguments) {
        return CommandHere.run(folder, environment, arguments);
    }

    static void awaitRouter(BaileyProcess bailey) throws InterruptedException {
        bailey.awaitLine("a router", START_LIMIT, line -> line.startsWith("service "));
    }

    static void awaitReady(BaileyProcess bailey) throws InterruptedException {
        bailey.awaitLine("ready", START_LIMIT, line -> line.startsWith("ready:"));
    }

    void awaitOpenGates() {
        Eventually.eventually("every gate is open", START_LIMIT, () -> closed().isEmpty());
    }

    /** Why gates are closed, one sentence each. */
    List<String> closed() throws IOException, InterruptedException {
        List<String> closed = new ArrayList<>();
        for (JsonNode gate : status().get("gates")) {
            if (!gate.get("open").asBoolean()) {
                closed.add(
                        gate.get("name").asText() + ": " + gate.get("because").asText());
            }
        }
        return closed;
    }

    /** Asks for a move, and does not wait for the answer. */
    CompletableFuture<HttpResponse<String>> ask(String move) throws IOException {
        return http.sendAsync(
                request("/api/slices/everyone/" + move)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Asks for a move and waits for what came of it. */
    JsonNode move(String move) throws IOException, InterruptedException {
        return send(request("/api/slices/everyone/" + move).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Asks for anything that has no parameters. */
    JsonNode order(String path) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Compares everything, as a person does after a restart. */
    JsonNode verify() throws IOException, InterruptedException {
        return send(request("/api/verify").POST(HttpRequest.BodyPublishers.noBody()));
    }

    JsonNode status() throws IOException, InterruptedException {
        return send(request("/api/status"));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private HttpRequest.Builder request(String path) throws IOException {
        JsonNode api = new ObjectMapper().readTree(state().api().toFile());
        return HttpRequest.newBuilder(URI.create(api.get("url").asText() + path))
                .header("Authorization", "Bearer " + api.get("token").asText());
    }

    /** What became of every recorded write, once both sides are the same or have had time enough to be. */
    CheckResult check(String owner) {
        return check(owner, REST_LIMIT);
    }

    /** Where they may never be: for so long at most. */
    CheckResult check(String owner, Duration rest) {
        CheckResult[] last = new CheckResult[1];
        try {
            Eventually.eventually("both sides are equal", rest, () -> {
                last[0] = checkNow(owner);
                return last[0].sidesEqual();
            });
        } catch (AssertionError unequal) {
            return last[0];
        }
        return last[0];
    }

    private CheckResult checkNow(String owner) {
        try (Connection oldSide = connectOld();
                Connection newSide = connectNew()) {
            return owner.equals("source")
                    ? HistoryChecker.check(history, oldSide, newSide)
                    : HistoryChecker.check(history, newSide, oldSide);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        newShop.close();
        oldShop.close();
        oldPlace.dropStreams();
        newPlace.dropStreams();
    }

    /** Ends every session in the database of one side. */
    void endSessions(boolean old) {
        (old ? oldPlace : newPlace).endSessions();
    }
}
