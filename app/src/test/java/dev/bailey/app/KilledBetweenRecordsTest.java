package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bailey.runbook.Journal;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run with a step of every kind, killed between two records of its journal again and again, comes to its end:
 * what its steps do is done once, and the journal is whole.
 */
class KilledBetweenRecordsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A run writes about a hundred records; each start goes on for a random number of them. */
    private static final int RECORDS_MAX = 24;

    private static final int KILLS = Integer.getInteger("bailey.kills", 4);
    private static final long SEED = Long.getLong("bailey.seed", 5);

    private static final String STEPS = """
            finish: { quiet: 1s }
            steps:
              - { name: freeze, phase: prepare, command: [sh, -c, "echo freeze >> effects"], no_undo: a test }
              - { name: warm, phase: replicate, http: { post: "%s/warm", repeatable: true }, no_undo: a test }
              - { name: quiet, phase: validate, wait: { holds: 0s, every: 1s, command: [test, -f, effects] } }
              - { name: then, phase: validate, wait: { until: 2020-01-01T00:00:00Z } }
              - { name: tell, phase: cutover, manual: Tell them., no_undo: a test }
              - { name: jobs, phase: cutover, command: [sh, -c, "echo jobs >> effects"], no_undo: a test }
              - { name: cache, phase: observe, command: [sh, -c, "echo cache >> effects"], no_undo: a test }
              - { name: backup, phase: finish, command: [sh, -c, "echo backup >> effects"], no_undo: a test }
            """;

    @TempDir
    private Path folder;

    @Test
    void everyEffectHappensOnceAndTheJournalIsWhole() throws SQLException, IOException, InterruptedException {
        Random random = new Random(SEED);
        HttpServer warmed = warmed();
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }")) {
            world.plan(STEPS.formatted("http://127.0.0.1:" + warmed.getAddress().getPort()));
            world.stopOldShop();
            int kills = 0;
            boolean over = false;
            while (!over) {
                String haltAt = kills < KILLS ? "journal: *#" + (1 + random.nextInt(RECORDS_MAX)) : "";
                try (BaileyProcess bailey = world.run(haltAt)) {
                    over = pushed(world, bailey);
                }
                kills++;
            }

            assertThat(Files.readAllLines(folder.resolve("effects")))
                    .as("seed " + SEED)
                    .containsExactly("freeze", "warm", "jobs", "cache", "backup");
            Path journal = world.state().api().resolveSibling("journal.db");
            assertThat(Journal.check(journal).isWhole())
                    .as(() -> Journal.check(journal).sentence())
                    .isTrue();
        } finally {
            warmed.stop(0);
        }
    }

    /** Does what people would, until the process dies or the migration is over. @return whether it is over */
    private static boolean pushed(CrossingWorld world, BaileyProcess bailey) throws InterruptedException {
        boolean[] over = new boolean[1];
        Eventually.eventually("it dies or is over", LIMIT, () -> {
            if (!bailey.isAlive()) {
                return true;
            }
            over[0] = bailey.output().stream().anyMatch(line -> line.startsWith("over: "));
            if (over[0]) {
                return true;
            }
            try {
                if (world.status().path("phase").asText().equals("over")) {
                    over[0] = true;
                    return true;
                }
                if (world.status().path("owner").asText().equals("target")) {
                    world.order("/api/finish");
                } else if (world.status().path("phase").asText().equals("ready")) {
                    world.move("cutover");
                }
                world.order("/api/steps/tell/confirm");
            } catch (IOException notNow) {
                return false;
            }
            return false;
        });
        return over[0];
    }

    /** Notes each key once, as a side that knows it does. */
    private HttpServer warmed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Path effects = folder.resolve("effects");
        List<String> keys = new CopyOnWriteArrayList<>();
        server.createContext("/warm", exchange -> {
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            if (!keys.contains(key)) {
                keys.add(key);
                Files.writeString(effects, "warm\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
