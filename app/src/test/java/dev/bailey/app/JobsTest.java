package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.client.BaileyProvider;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A scheduled job that is deployed on both sides follows the switch, and asks by OpenFeature whether it may run. */
class JobsTest {

    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 8s, lag: 5s }";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How often the job is due. */
    private static final long PERIOD_MILLIS = 100;

    @TempDir
    private Path folder;

    private final List<Said> said = new CopyOnWriteArrayList<>();
    private final List<Said> ran = new CopyOnWriteArrayList<>();

    private record Said(String side, long period) {}

    @Test
    void itNeverRunsTwiceForOnePeriodAndNeverOnBothSidesAtOnce()
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER)) {
            try (Connection old = world.connectOld();
                    Statement statement = old.createStatement()) {
                statement.execute("CREATE TABLE job_run (period bigint PRIMARY KEY)");
            }
            BaileyProcess bailey = world.run("");
            CrossingWorld.awaitReady(bailey);
            try (Job oldJob = new Job(world, "source");
                    Job newJob = new Job(world, "target")) {
                awaitRuns("source");

                assertThat(world.move("cutover").path("outcome").asText()).isEqualTo("done");
                awaitRuns("target");
                assertThat(world.move("rollback").path("outcome").asText()).isEqualTo("done");
                awaitRuns("source");

                bailey.kill();
                Eventually.eventually("nobody can be asked, so neither runs", PATIENCE, () -> {
                    int before = said.size();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3 * PERIOD_MILLIS));
                    return said.size() == before;
                });
                bailey.close();
                bailey = world.run("");
                CrossingWorld.awaitReady(bailey);
                oldJob.asks(world);
                newJob.asks(world);
                awaitRuns("source");
            } finally {
                bailey.close();
            }
        }
        assertThat(ran).extracting(Said::period).doesNotHaveDuplicates();
        int changes = 0;
        for (int i = 1; i < said.size(); i++) {
            changes += said.get(i).side().equals(said.get(i - 1).side()) ? 0 : 1;
        }
        assertThat(changes).as("times that the other side was let work").isEqualTo(2);
    }

    /**
     * {@code -Dbailey.node=FOLDER}: where npm has installed @openfeature/server-sdk and @openfeature/ofrep-provider.
     */
    @Test
    @EnabledIfSystemProperty(named = "bailey.node", matches = ".+")
    void aClientOfAnotherLanguageHearsTheSame() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);

            assertThat(node(address(world).toString(), token(world))).isEqualTo("source true false FLAG_NOT_FOUND\n");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "bailey.node", matches = ".+")
    void aClientOfAnotherLanguageHearsOfEachTenant() throws IOException, InterruptedException, SQLException {
        try (SliceFleet fleet = new SliceFleet(folder)) {
            fleet.startBailey();
            Eventually.eventually(
                    "the pilot moves",
                    PATIENCE,
                    () -> fleet.ask("pilot", "cutover").join().statusCode() == 200);

            JsonNode api = new ObjectMapper().readTree(fleet.state().api().toFile());
            String token = Files.readString(fleet.state().flagsToken()).strip();
            Eventually.eventually(
                    "the side that the pilot moved to has waited out the yes of the other",
                    PATIENCE,
                    () -> node(api.path("url").asText(), token, "500", "7")
                            .endsWith(" 500 target true 7 source false\n"));
        }
    }

    private static String node(String... arguments) throws IOException {
        Path script = Path.of(System.getProperty("bailey.node"), "ofrep.mjs");
        try (InputStream source = JobsTest.class.getResourceAsStream("/ofrep.mjs")) {
            Files.copy(Objects.requireNonNull(source), script, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whoShowsNoTokenIsToldNothing() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            URI flag = address(world).resolve("/ofrep/v1/evaluate/flags/bailey.owner");

            assertThat(post(flag, "X-API-Key", "wrong").statusCode()).isEqualTo(401);
            HttpResponse<String> answer = post(flag, "X-API-Key", token(world));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("\"value\":\"source\"", "\"ttlMillis\":2000", "\"reason\":\"TARGETING_MATCH\"");
            assertThat(post(flag.resolve("dark-mode"), "X-API-Key", token(world))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(post(flag.resolve("bailey.runs-here"), "X-API-Key", token(world))
                            .body())
                    .contains("INVALID_CONTEXT");
            assertThat(post(flag.resolve("."), "X-API-Key", token(world)).statusCode())
                    .as("a flag without a name")
                    .isEqualTo(404);
            assertThat(post(address(world).resolve("/ofrep/v1/evaluate/flags"), "X-API-Key", token(world))
                            .body())
                    .as("all of them")
                    .contains("\"value\":\"source\"", "INVALID_CONTEXT");
        }
    }

    private static HttpResponse<String> post(URI address, String header, String value)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header(header, value)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void awaitRuns(String side) {
        long before = ran.stream().filter(run -> run.side().equals(side)).count();
        Eventually.eventually(
                "the job runs on the " + side,
                PATIENCE,
                () -> ran.stream().filter(run -> run.side().equals(side)).count() > before + 2);
    }

    private static URI address(CrossingWorld world) throws IOException {
        JsonNode api =
                new ObjectMapper().readTree(Files.readString(world.state().api()));
        return URI.create(api.path("url").asText());
    }

    private static String token(CrossingWorld world) throws IOException {
        return Files.readString(world.state().flagsToken()).strip();
    }

    /**
     * One of its two deployments: when it is due and may run, it writes down that it did, and works if it was first.
     */
    private final class Job implements AutoCloseable {
        private final String side;
        private final Connection database;
        private final Thread thread;
        private volatile Client client;
        private volatile boolean over;

        Job(CrossingWorld world, String side) throws IOException, SQLException {
            this.side = side;
            this.database = side.equals("source") ? world.connectOld() : world.connectNew();
            this.client = client(world);
            this.thread = new Thread(this::run, "job on the " + side);
            thread.start();
        }

        void asks(CrossingWorld world) throws IOException {
            client = client(world);
        }

        private Client client(CrossingWorld world) throws IOException {
            OpenFeatureAPI api = OpenFeatureAPI.getInstance();
            api.setProviderAndWait(
                    side, new BaileyProvider(address(world), token(world), side, Duration.ofMillis(500)));
            return api.getClient(side);
        }

        private void run() {
            while (!over) {
                long period = System.nanoTime() / TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
                if (client.getBooleanValue(BaileyProvider.RUNS_HERE, true)) {
                    said.add(new Said(side, period));
                    work(period);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS / 4));
            }
        }

        private void work(long period) {
            try (PreparedStatement statement =
                    database.prepareStatement("INSERT INTO job_run VALUES (?) ON CONFLICT DO NOTHING")) {
                statement.setLong(1, period);
                if (statement.executeUpdate() == 1) {
                    ran.add(new Said(side, period));
                }
            } catch (SQLException refused) {
                // by the guard: this side lost the writes since it was told that it may
            }
        }

        @Override
        public void close() throws SQLException {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            database.close();
        }
    }
}
