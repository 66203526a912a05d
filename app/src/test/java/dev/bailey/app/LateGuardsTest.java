package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Side;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FreePort;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards that disturb writers are put on the side that serves just before its first move, while nobody writes. */
class LateGuardsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int TABLES = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void aCrossingThereAndBackCostsTheApplicationNoTransaction(String engine)
            throws IOException, InterruptedException, SQLException {
        BinlogPlace.require(engine);
        ShopPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        ShopPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        run(old, Household.SCHEMA);
        try (Household oldHouse = new Household(old);
                Household newHouse = new Household(fresh);
                Migration migration = open(old, fresh, oldHouse.url(), newHouse.url());
                Clients clients =
                        new Clients(migration.ports().values().iterator().next())) {
            clients.awaitMore();
            migration.prepare();
            assertThat(triggers(old)).isZero();
            assertThat(triggers(fresh)).isEqualTo(3 * TABLES);

            for (Side to : List.of(Side.TARGET, Side.SOURCE)) {
                Eventually.eventually(
                        "the gates are open", PATIENCE, () -> gates(migration).isEmpty());
                clients.awaitMore();
                assertThat(migration.move(Plan.EVERYONE, to, "the test")).isInstanceOf(FlipAnswer.Done.class);
                clients.awaitMore();
            }
            clients.stop();

            assertThat(triggers(old)).isEqualTo(3 * TABLES);
            assertThat(oldHouse.lost()).isEmpty();
            assertThat(newHouse.lost()).isEmpty();
            assertThat(clients.refused()).isZero();
            assertThat(number(old, "SELECT SUM(children) FROM parent")).isEqualTo(clients.done());
            assertThat(migration.report().flips()).hasSize(2);
        }
    }

    private Migration open(ShopPlace old, ShopPlace fresh, URI oldHouse, URI newHouse)
            throws IOException, InterruptedException {
        String name = "household-" + old.database();
        Path file = Files.writeString(folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  house: { engine: %s, source: "%s", target: "%s" }
                services:
                  web: { listen: "127.0.0.1:%d", source: "%s", target: "%s" }
                cutover: { hold: { max: 4s }, lease: 5s, lag: 5s }
                """.formatted(
                        name, old.engine(), old.url(), fresh.url(), FreePort.next(), oldHouse, newHouse));
        Plan plan = PlanFile.read(file, Map.of()).plan();
        return Migration.open(
                plan,
                LiveMigration.connectors(),
                StateFolder.beside(file, name),
                "the test",
                InstantSource.system(),
                milestone -> {},
                step -> {});
    }

    private static List<String> gates(Migration migration) {
        return migration.status().gates().stream()
                .filter(gate -> !gate.open())
                .map(gate -> String.valueOf(gate.because()))
                .toList();
    }

    private static void run(ShopPlace place, String... statements) throws SQLException {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long triggers(ShopPlace place) throws SQLException {
        return number(place, "SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()");
    }

    private static long number(ShopPlace place, String sql) throws SQLException {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Each writes again a moment after it was answered, through the router. */
    private static final class Clients implements AutoCloseable {
        private static final long PAUSE_NANOS = 10_000_000;

        private final HttpClient http = HttpClient.newHttpClient();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Clients(int port) {
            for (int i = 0; i < Household.CLIENTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + i))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
                Thread thread = new Thread(() -> write(request), "client-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void write(HttpRequest request) {
            while (!stopped.get()) {
                try {
                    boolean well = http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                    (well ? done : refused).incrementAndGet();
                    LockSupport.parkNanos(PAUSE_NANOS);
                } catch (IOException e) {
                    refused.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        int done() {
            return done.get();
        }

        int refused() {
            return refused.get();
        }

        void awaitMore() {
            int before = done.get();
            Eventually.eventually("clients write", PATIENCE, () -> done.get() > before + 50);
        }

        void stop() {
            stopped.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() {
            stop();
        }
    }
}
