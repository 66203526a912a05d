package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What befalls requests at a router in a process of its own. */
class FleetDowntimeTest {

    @TempDir
    private Path folder;

    @Test
    void aJoinedRouterTellsWhichRequestsFailedAlsoAfterBaileyCameBack()
            throws SQLException, IOException, InterruptedException {
        try (FleetWorld world = new FleetWorld(folder, "{ lag: 5s }")) {
            var bailey = world.ready("");
            FleetWorld.Member edge = world.router("edge-1");
            world.awaitJoined("edge-1");
            bailey.kill();
            world.shop.stopOldShop();
            for (int i = 0; i < 3; i++) {
                world.get(edge.url().resolve("/products"));
            }

            world.ready("");

            Eventually.eventually("it is told", FleetWorld.PATIENCE, () -> told(world.shop.report()) == 3);
        }
    }

    private static long told(JsonNode report) {
        long requests = 0;
        for (JsonNode window : report.path("degraded")) {
            requests += window.path("router").asText().equals("edge-1")
                    ? window.path("requests").asLong()
                    : 0;
        }
        return requests;
    }
}
