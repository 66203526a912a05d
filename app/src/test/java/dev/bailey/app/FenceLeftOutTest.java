package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.core.Connector;
import dev.bailey.core.Milestones;
import dev.bailey.core.Side;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing of the router go on using the old shop through a cutover: does the fence matter? */
class FenceLeftOutTest {

    /** So few products that two sides which both take orders soon sell the same one at the same moment. */
    private static final Shop.Size CROWDED = new Shop.Size(20, 2, 20);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Many times what the streams need for what was written last. */
    private static final Duration NEVER_EQUAL = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void withTheFenceNothingIsLost() throws IOException, InterruptedException, SQLException {
        CheckResult result = crossWithStrayClients(LiveMigration.connectors(), PATIENCE);

        assertThat(result.isClean()).as(result.sentence()).isTrue();
        assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
    }

    @Test
    void withoutTheFenceTheCheckerSeesIt() throws IOException, InterruptedException, SQLException {
        Connector unfenced = new UnfencedConnector(new PostgresConnector());

        CheckResult result = crossWithStrayClients(Map.of(unfenced.engine(), unfenced), NEVER_EQUAL);

        assertThat(result.isClean()).as(result.sentence()).isFalse();
    }

    private CheckResult crossWithStrayClients(Map<String, Connector> connectors, Duration rest)
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }", CROWDED)) {
            try (Migration migration = Migration.open(
                            PlanFile.read(world.plan, Map.of()).plan(),
                            connectors,
                            world.state(),
                            "the test",
                            InstantSource.system(),
                            Milestones.UNHEARD,
                            status -> {});
                    ShopLoad load = world.load(1);
                    ShopLoad stray = world.loadPastTheRouter(2)) {
                migration.prepare();
                assertThat(migration.move(Plan.EVERYONE, Side.TARGET, "the test"))
                        .isInstanceOf(FlipAnswer.Done.class);
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                stray.stop();
                load.stop();
                return world.check("target", rest);
            }
        }
    }
}
