package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.TenantLoad;
import dev.bailey.testkit.TenantServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** An application of many tenants that moves slice by slice, with Bailey and routers in processes of their own. */
final class SliceFleet implements AutoCloseable {

    static final List<String> SLICES = List.of("pilot", "quarter", "everyone");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long CLOCK_APART_MILLIS = 60_000;

    private final ShopPlace source = ShopPlace.fresh(Side.SOURCE);
    private final ShopPlace target = ShopPlace.fresh(Side.TARGET);
    final FaultyLink oldLink = new FaultyLink(source.port());
    final FaultyLink newLink = new FaultyLink(target.port());
    private final TenantServer old;
    private final TenantServer fresh;
    private final Path folder;
    private final Path plan;
    private final int controlPort = FreePort.next();
    private final Random clocks = new Random(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, BaileyProcess> processes = new LinkedHashMap<>();
    private final Map<String, Integer> routers = new LinkedHashMap<>();

    SliceFleet(Path folder) throws IOException, SQLException {
        this.folder = folder;
        source.steps(2, 1);
        target.steps(2, 2);
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : TenantWorld.schema(source)) {
                statement.execute(sql);
            }
        }
        this.old = TenantWorld.tenants(source, /* lines= */ true);
        this.fresh = TenantWorld.tenants(target, /* lines= */ true);
        Files.write(folder.resolve("pilot.txt"), pilot());
        this.plan = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop: { engine: %s, source: "%s", target: "%s", tenant: %s }
                services:
                  web:
                    listen: 127.0.0.1:%d
                    source: %s
                    target: %s
                    tenant: { header: %s }
                slices:
                  - { name: pilot, tenants_file: pilot.txt }
                  - { name: quarter, percent: 25 }
                  - { name: everyone }
                cutover: { hold: { max: 4s }, lease: 5s, lag: 5s }
                """.formatted(
                        name(),
                        source.engine(),
                        source.through(oldLink.port()).url(),
                        target.through(newLink.port()).url(),
                        TenantWorld.rows(source),
                        FreePort.next(),
                        old.url(),
                        fresh.url(),
                        TenantServer.HEADER));
    }

    /** A list that is longer than what fits one message of a WebSocket by default. */
    private static List<String> pilot() {
        List<String> pilot = new ArrayList<>(List.of("1", "2", "3", "500"));
        IntStream.range(0, 15_000).forEach(i -> pilot.add("one of the pilot's customers, " + i));
        return pilot;
    }

    private String name() {
        return "t-" + source.database();
    }

    StateFolder state() {
        return StateFolder.beside(plan, name());
    }

    /** Bailey itself, ready to move; its clock is another one each time. */
    void startBailey() throws InterruptedException {
        CrossingWorld.awaitReady(runBailey(Map.of()));
    }

    /** The same, ready or not. */
    BaileyProcess runBailey(Map<String, String> environment) {
        Map<String, String> own = new HashMap<>(environment);
        own.put(OwnClock.VARIABLE, Long.toString(clocks.nextLong(-CLOCK_APART_MILLIS, CLOCK_APART_MILLIS)));
        BaileyProcess bailey =
                BaileyProcess.start(folder, own, "run", plan.toString(), "--port", Integer.toString(controlPort));
        processes.put("bailey", bailey);
        return bailey;
    }

    /** What {@code bailey check} says of the plan. */
    List<String> checkPlan() throws InterruptedException {
        try (BaileyProcess check = BaileyProcess.start(folder, Map.of(), "check", plan.toString())) {
            check.awaitExit(PATIENCE);
            return check.output();
        }
    }

    /** Ends Bailey, not its routers. */
    void stopBailey() throws InterruptedException {
        process("bailey").interrupt();
        process("bailey").awaitExit(PATIENCE);
    }

    /** Writes another plan, for the next Bailey. */
    void replan(String was, String is) throws IOException {
        String written = Files.readString(plan);
        if (!written.contains(was)) {
            throw new IllegalArgumentException("the plan does not say " + was);
        }
        Files.writeString(plan, written.replace(was, is));
    }

    /** Runs a command, of which the plan is the last word. */
    CommandHere command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(plan.toString());
        return CommandHere.run(folder, Map.of(), all.toArray(String[]::new));
    }

    /** The only figure that a query of one side tells. */
    long count(Side side, String sql) throws SQLException {
        try (Connection connection = (side == Side.SOURCE ? source : target).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** As a table is called here. */
    String table(String name) {
        return (source.engine().equals("postgresql") ? "public" : source.database()) + "." + name;
    }

    void stopOldApplication() {
        old.close();
    }

    /** What the application of a side answers to a booking of this tenant. */
    HttpResponse<String> book(Side side, String tenant) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder((side == Side.SOURCE ? old : fresh).url())
                        .header(TenantServer.HEADER, tenant)
                        .POST(HttpRequest.BodyPublishers.ofString("past the routers"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A router of this name; the same one again where it was killed. */
    void startRouter(String name) throws InterruptedException {
        int port = routers.computeIfAbsent(name, fresh -> FreePort.next());
        BaileyProcess router = BaileyProcess.start(
                folder,
                Map.of(),
                "router",
                "--join",
                "http://127.0.0.1:" + controlPort,
                "--token-file",
                state().path().resolve("join.token").toString(),
                "--name",
                name,
                "--listen",
                "127.0.0.1:" + port,
                "--state",
                folder.resolve(name).toString());
        processes.put(name, router);
        router.awaitLine("a router that serves", PATIENCE, line -> line.contains("on port " + port));
    }

    BaileyProcess process(String name) {
        BaileyProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("nothing is called " + name);
        }
        return process;
    }

    List<String> routers() {
        return List.copyOf(routers.keySet());
    }

    List<URI> addresses() {
        return routers.values().stream()
                .map(port -> URI.create("http://127.0.0.1:" + port))
                .toList();
    }

    JsonNode status() throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(http.send(request("/api/status").build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    /** Of each slice the side that serves it. */
    Map<String, String> sides() throws IOException, InterruptedException {
        Map<String, String> sides = new LinkedHashMap<>();
        status().get("slices")
                .forEach(slice ->
                        sides.put(slice.get("name").asText(), slice.get("side").asText()));
        return sides;
    }

    /** Asks for a move, and does not wait for the answer. */
    CompletableFuture<HttpResponse<String>> ask(String slice, String move) throws IOException {
        return http.sendAsync(
                request("/api/slices/" + slice + "/" + move)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) throws IOException {
        JsonNode api = new ObjectMapper().readTree(state().api().toFile());
        return HttpRequest.newBuilder(URI.create(api.get("url").asText() + path))
                .header("Authorization", "Bearer " + api.get("token").asText());
    }

    void endSessions(boolean onOld) {
        (onOld ? source : target).endSessions();
    }

    /** What became of every booking, once both sides are the same or have had time enough to be. */
    CheckResult check(TenantLoad load) {
        CheckResult[] last = new CheckResult[1];
        try {
            Eventually.eventually("both sides are equal", PATIENCE, () -> {
                try (Connection owning = target.connect();
                        Connection other = source.connect()) {
                    last[0] = load.check(owning, other);
                }
                return last[0].sidesEqual();
            });
        } catch (AssertionError unequal) {
            return last[0];
        }
        return last[0];
    }

    /** The same of what belongs to bookings. */
    void assertLines() {
        try (Connection owning = target.connect();
                Connection other = source.connect()) {
            TenantWorld.assertLines(owning, other);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(BaileyProcess::close);
        old.close();
        fresh.close();
        oldLink.close();
        newLink.close();
        source.dropStreams();
        target.dropStreams();
        source.steps(1, 1);
        target.steps(1, 1);
    }
}
