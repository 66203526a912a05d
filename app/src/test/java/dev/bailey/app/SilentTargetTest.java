package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target whose connections stay, and say nothing. */
class SilentTargetTest {

    private static final Shop.Size SIZE = new Shop.Size(200, 50, 200);

    /** Far from the minute that a call to a database may last. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    @Test
    void statusSaysThatItIsSilentAndNothingMovesThereUntilItSpeaksAgain()
            throws IOException, InterruptedException, SQLException {
        ShopPlace old = ShopPlace.fresh(Side.SOURCE);
        ShopPlace fresh = ShopPlace.fresh(Side.TARGET);
        try (FaultyLink oldLink = new FaultyLink(old.port());
                FaultyLink newLink = new FaultyLink(fresh.port());
                CrossingWorld world = new CrossingWorld(
                        folder,
                        "{ hold: { max: 4s }, lease: 5s, lag: 5s }",
                        SIZE,
                        old.through(oldLink.port()),
                        fresh.through(newLink.port()));
                BaileyProcess bailey = world.run("")) {
            CrossingWorld.awaitReady(bailey);
            try (ShopLoad load = world.load(1)) {
                world.awaitOpenGates();
                newLink.freeze();

                assertThat(status(world)).anyMatch(gate -> gate.contains("the target does not answer"));
                assertThat(world.move("cutover").path("outcome").asText()).isEqualTo("closed");

                newLink.unfreeze();
                world.awaitOpenGates();
                JsonNode moved = world.move("cutover");
                assertThat(moved.path("outcome").asText()).as(moved.toString()).isEqualTo("done");
                load.stop();
            }
            CheckResult result = world.check("target");
            assertThat(result.isClean()).as(result.sentence()).isTrue();
        }
    }

    /** What the command prints, as people ask for it. */
    private List<String> status(CrossingWorld world) throws InterruptedException {
        try (BaileyProcess asking = world.bailey(Map.of(), "status")) {
            assertThat(asking.awaitExit(ANSWER_MAX)).as("%s", asking.output()).isPresent();
            return asking.output();
        }
    }
}
