package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.core.Side;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.ShopLoad;
import dev.bailey.testkit.ShopReply;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both shops answer to the same users, under load, before and after a cutover. */
class AnswersTest {

    private static final String OLD_TAG = "\"of the old shop\"";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void nobodyIsMovedToAnApplicationThatAnswersOtherwise() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }")) {
            shadow(world, "{ share: 100%, compare: { again_after: 100ms } }");
            world.oldShop.answer(reply -> reply.header("ETag", OLD_TAG));
            try (BaileyProcess bailey = running(world);
                    ShopLoad load = world.load(3)) {
                assertThat(bailey.isAlive()).isTrue();
                askAsABrowserThatHasThePageAlready(world, 100);
                awaitCompared(world, Side.SOURCE, 300);
                assertThat(answers(world).said())
                        .contains("while the source serves")
                        .doesNotContain("differs at");
                world.awaitOpenGates();

                world.newShop.answer(AnswersTest::round);

                Eventually.eventually(
                        "the difference is found",
                        PATIENCE,
                        () -> world.closed().stream()
                                .anyMatch(gate -> gate.contains("answers of web: GET /orders/{id}")
                                        && gate.contains("$.amount")));
                assertThat(world.move("cutover").path("because").toString()).contains("$.amount");
                assertThat(answers(world).exit()).isEqualTo(1);
                assertThat(answers(world).said())
                        .contains("different   GET /orders/{id}")
                        .contains("differs at $.amount");

                world.newShop.answer(reply -> {});
                assertThat(answers(world, "--forget").exit()).isZero();
                awaitCompared(world, Side.SOURCE, 100);
                world.awaitOpenGates();
                assertThat(world.move("cutover").path("outcome").asText()).isEqualTo("done");

                awaitCompared(world, Side.TARGET, 100);
                assertThat(answers(world).said())
                        .contains("while the target serves")
                        .doesNotContain("differs at");
                load.stop();
                CheckResult check = world.check("target");
                assertThat(check.lost()).isZero();
                assertThat(check.sidesEqual()).isTrue();
            }
        }
    }

    @Test
    void aDifferenceThatSomebodyAcceptsKeepsNobody() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }")) {
            shadow(world, "{ share: 100%, compare: { again_after: 100ms } }");
            world.newShop.answer(reply -> reply.to("GET /orders/").ifPresent(order -> order.put("note", "new")));
            try (BaileyProcess bailey = running(world);
                    ShopLoad load = world.load(4)) {
                assertThat(bailey.isAlive()).isTrue();
                Eventually.eventually(
                        "the difference is found",
                        PATIENCE,
                        () -> answers(world).said().contains("differs at $.note"));
                assertThat(accept(world, "$.nothing", "no reason").exit()).isEqualTo(1);

                assertThat(accept(world, "$.note", "clients ignore it").exit()).isZero();

                world.awaitOpenGates();
                assertThat(answers(world).said()).contains("accepted: clients ignore it");
                load.stop();
            }
            List<Entry> noted = Journal.read(world.state().journal()).stream()
                    .filter(entry -> entry.kind().equals("answers"))
                    .toList();
            assertThat(noted).hasSize(1);
            assertThat(noted.get(0).details()).containsEntry("path", "$.note").containsKey("by");
        }
    }

    private static void askAsABrowserThatHasThePageAlready(CrossingWorld world, int times)
            throws IOException, InterruptedException {
        HttpClient browser = HttpClient.newHttpClient();
        HttpRequest products = HttpRequest.newBuilder(world.web().resolve("/products"))
                .header("If-None-Match", OLD_TAG)
                .build();
        for (int i = 0; i < times; i++) {
            assertThat(browser.send(products, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    static BaileyProcess running(CrossingWorld world) throws InterruptedException {
        BaileyProcess bailey = world.run("");
        CrossingWorld.awaitReady(bailey);
        return bailey;
    }

    private static void round(ShopReply reply) {
        reply.to("GET /orders/")
                .ifPresent(order -> order.put(
                        "amount",
                        new BigDecimal(order.path("amount").asText())
                                .setScale(0, RoundingMode.HALF_EVEN)
                                .toPlainString()));
    }

    static void shadow(CrossingWorld world, String shadow) throws IOException {
        String target = "    target: " + world.newShop.url();
        String plan = Files.readString(world.plan);
        assertThat(plan).contains(target);
        Files.writeString(world.plan, plan.replace(target, target + "\n    shadow: " + shadow));
    }

    private static void awaitCompared(CrossingWorld world, Side serving, long count) {
        Eventually.eventually(
                count + " answers are compared while the " + serving.label() + " serves", PATIENCE, () -> {
                    long compared = 0;
                    for (JsonNode direction :
                            Json.tree(answers(world, "--json").said()).path("directions")) {
                        if (direction.path("serving").asText().equals(serving.label())) {
                            for (JsonNode endpoint : direction.path("endpoints")) {
                                compared += endpoint.path("compared").asLong();
                            }
                        }
                    }
                    return compared >= count;
                });
    }

    static CommandHere answers(CrossingWorld world, String... more) {
        List<String> arguments = new ArrayList<>(List.of("answers"));
        arguments.addAll(List.of(more));
        return world.command(Map.of(), arguments.toArray(String[]::new));
    }

    static CommandHere accept(CrossingWorld world, String path, String reason) {
        return answers(world, "--accept", "GET /orders/{id}", "--path", path, "--reason", reason);
    }
}
