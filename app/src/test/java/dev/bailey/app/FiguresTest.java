package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.ShopFault;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new side that answers, and sells less, with a shop under load. */
class FiguresTest {

    private static final String CUTOVER = "{ hold: { max: 5s }, lag: 5s, observe: 24s, roll_back_when: ["
            + " { figure: orders, sql: \"SELECT count(*) FROM orders\", every: 1s, within: 30% } ] }";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Requests before the cutover: some twenty readings. */
    private static final long BASELINE = 1_600;

    @TempDir
    private Path folder;

    @Test
    void aShopThatSellsLessOnTheNewSideMovesBackByItself() throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, CUTOVER);
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            try (ShopLoad load = world.load(1)) {
                Eventually.eventually(
                        "there is enough to compare with",
                        PATIENCE,
                        () -> load.figures().requests() > BASELINE);
                world.newShop.suffer(ShopFault.NONE.failing(0.8));
                world.awaitOpenGates();
                assertThat(world.move("cutover").path("outcome").asText()).isEqualTo("done");

                Eventually.eventually(
                        "it moves back",
                        PATIENCE,
                        () -> world.status().path("owner").asText().equals("source"));

                load.stop();
                JsonNode last = world.status().path("flips").path(1);
                assertThat(last.path("by").asText())
                        .as(world.status().toString())
                        .contains("the plan: orders: median")
                        .contains("allowed 30 % off what it was before the cutover");
                assertThat(world.check("source").isClean()).isTrue();
            }
        }
    }
}
