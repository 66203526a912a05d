package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both shops answer to users who come through a router in a process of its own. */
class JoinedAnswersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aRouterOfItsOwnComparesWhatItTakesAndGoesByWhatPeopleSay()
            throws IOException, InterruptedException, SQLException {
        try (FleetWorld world = new FleetWorld(folder, "{ lag: 5s }")) {
            AnswersTest.shadow(world.shop, "{ share: 100%, compare: { again_after: 100ms } }");
            world.shop.newShop.answer(reply -> reply.to("GET /orders/").ifPresent(order -> order.put("note", "new")));
            try (BaileyProcess bailey = world.ready("")) {
                FleetWorld.Member edge = world.router("edge");
                world.awaitJoined("edge");
                try (ShopLoad load = world.load(edge, 5)) {
                    awaitFound(world, "$.note");
                    assertThat(world.shop.move("cutover").path("because").toString())
                            .contains("answers of web: GET /orders/{id}");

                    assertThat(AnswersTest.accept(world.shop, "$.note", "clients ignore it")
                                    .exit())
                            .isZero();
                    world.awaitOpenGates();
                    assertThat(AnswersTest.answers(world.shop).said()).contains("accepted: clients ignore it");

                    world.shop.newShop.answer(
                            reply -> reply.to("GET /orders/").ifPresent(order -> order.put("other", "new")));
                    awaitFound(world, "$.other");
                    world.shop.newShop.answer(reply -> {});
                    assertThat(AnswersTest.answers(world.shop, "--forget").exit())
                            .isZero();
                    world.awaitOpenGates();
                    assertThat(AnswersTest.answers(world.shop).said()).doesNotContain("$.other");
                    assertThat(world.shop.move("cutover").path("outcome").asText())
                            .isEqualTo("done");
                    assertThat(load.figures().requests()).isPositive();
                }
                assertThat(bailey.isAlive()).isTrue();
            }
        }
    }

    private static void awaitFound(FleetWorld world, String path) {
        Eventually.eventually(
                "a difference at " + path + " is found",
                PATIENCE,
                () -> AnswersTest.answers(world.shop).said().contains("differs at " + path)
                        && world.shop.closed().stream().anyMatch(gate -> gate.contains("answers of web")));
    }
}
