package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two shops on real servers, the new one with mistakes and seconds behind, both noisy. {@code -Dbailey.seeds=30} tries
 * so many pairs, {@code -Dbailey.seed} is that of the first.
 */
class OddAnswersTest {

    private static final int SEEDS = Integer.getInteger("bailey.seeds", 1);

    /** The first that makes all mistakes. */
    private static final long FIRST_SEED = Long.getLong("bailey.seed", 2);

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Shop.Size SIZE = new Shop.Size(/* customers= */ 1_000, 50, 200);

    /** Bailey hears of what the source commits so much later. */
    private static final Duration LAG = Duration.ofSeconds(2);

    /** Without a difference among so many, fewer than one of a hundred differ. */
    private static final long ENOUGH = 299;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyMistakeIsFoundAmongNoiseAndLagAndNothingElseIs() throws IOException, InterruptedException, SQLException {
        try (FaultyLink link = new FaultyLink(Servers.OLD.port());
                CrossingWorld world =
                        new CrossingWorld(folder, "{ lag: 10s }", SIZE, link.port(), Servers.NEW.port())) {
            AnswersTest.shadow(world, "{ share: 100%, compare: { again_after: 200ms } }");
            link.delayLog(LAG);
            try (BaileyProcess bailey = AnswersTest.running(world);
                    ShopLoad load = world.load(FIRST_SEED)) {
                assertThat(bailey.isAlive()).isTrue();
                for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                    onlyMistakesAreFound(world, seed);
                }
                load.stop();
            }
        }
    }

    private void onlyMistakesAreFound(CrossingWorld world, long seed) throws IOException, InterruptedException {
        OddShops shops = OddShops.of(seed, SIZE.customers());
        world.oldShop.answer(shops::old);
        world.newShop.answer(shops::fresh);
        assertThat(AnswersTest.answers(world, "--forget").exit()).isZero();

        everyCustomerLooks(world);
        Eventually.eventually(
                "seed " + seed + ": all of " + shops.planted() + " is found",
                PATIENCE,
                () -> found(known(world)).containsAll(shops.planted()));
        Eventually.eventually("seed " + seed + ": all is judged", PATIENCE, () -> isJudged(known(world)));

        JsonNode known = known(world);
        System.out.printf(
                "seed %d: %d planted, %d found, %d answers compared%n",
                seed, shops.planted().size(), found(known).size(), compared(known));
        assertThat(found(known))
                .as("seed " + seed + ": " + known.path("findings"))
                .isEqualTo(shops.planted());
        for (JsonNode endpoint : known.path("endpoints")) {
            assertThat(endpoint.path("verdict").asText())
                    .as("seed " + seed + ": " + endpoint)
                    .isEqualTo(expected(endpoint, shops.planted()));
        }
    }

    private static String expected(JsonNode endpoint, Set<String> planted) {
        if (planted.stream()
                .anyMatch(one -> one.startsWith(endpoint.path("endpoint").asText() + " "))) {
            return "different";
        }
        return endpoint.path("compared").asLong() < ENOUGH ? "needs_more" : "alike";
    }

    /** Ten at a time. */
    private void everyCustomerLooks(CrossingWorld world) {
        List<CompletableFuture<?>> looks = new ArrayList<>();
        for (int customer = 1; customer <= SIZE.customers(); customer++) {
            looks.add(look(world, "/customers/" + customer));
            if (customer % 10 == 0) {
                looks.forEach(CompletableFuture::join);
                looks.clear();
            }
        }
    }

    private CompletableFuture<HttpResponse<Void>> look(CrossingWorld world, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(world.web() + path)).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    /** Endpoint and path of each finding. */
    private static Set<String> found(JsonNode known) {
        Set<String> found = new TreeSet<>();
        for (JsonNode finding : known.path("findings")) {
            found.add(finding.path("endpoint").asText() + " "
                    + finding.path("path").asText());
        }
        return found;
    }

    /** Nothing waits to be looked at again, and what most users ask for was compared often enough. */
    private static boolean isJudged(JsonNode known) {
        boolean judged = false;
        for (JsonNode endpoint : known.path("endpoints")) {
            if (endpoint.path("because").asText().contains("looked at again later")) {
                return false;
            }
            judged |= endpoint.path("endpoint").asText().equals("GET /customers/{id}")
                    && endpoint.path("compared").asLong() >= ENOUGH;
        }
        return judged;
    }

    private static long compared(JsonNode known) {
        long compared = 0;
        for (JsonNode endpoint : known.path("endpoints")) {
            compared += endpoint.path("compared").asLong();
        }
        return compared;
    }

    private static JsonNode known(CrossingWorld world) throws IOException {
        return Json.tree(AnswersTest.answers(world, "--json").said())
                .path("directions")
                .path(0);
    }
}
