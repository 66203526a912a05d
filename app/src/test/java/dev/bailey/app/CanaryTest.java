package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.RouterLink;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads of a slice go to the target under load while its writes go to the source, and every tenant reads what it wrote.
 * {@code -Dbailey.seed=N} is another load, {@code -Dbailey.engine=mysql} or {@code mariadb} is where.
 */
class CanaryTest {

    private static final long SEED = Long.getLong("bailey.seed", 1);
    private static final Duration SLOW = Duration.ofMillis(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private CanaryWorld world;

    @BeforeEach
    void start() throws IOException, InterruptedException, SQLException {
        System.out.println("seed " + SEED);
        world = new CanaryWorld(folder);
        world.start();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void whoeverReadsFromATargetThatLagsReadsWhatItWroteAndSoOnThroughTheCutover() throws InterruptedException {
        world.link.delay(SLOW);
        try (ReadBackLoad clients = world.load(SEED)) {
            for (int i = 0; i < 3; i++) {
                world.switchOn();
                clients.awaitMoreReadsFrom("target", 150);
                world.switchOff();
                clients.awaitMoreReadsFrom("source", 50);
            }
            world.switchOn();
            clients.awaitMoreReadsFrom("target", 150);
            world.link.delay(Duration.ZERO);

            world.move("pilot", Side.TARGET);

            clients.awaitMoreReadsFrom("target", 100);
            LiveWorld.eventually("it ended", () -> world.canary().state().equals("off"));
            assertThat(world.shell.bailey("canary", "pilot", "on")).isEqualTo(1);
            assertThat(world.shell.out()).contains("slice pilot is on the target, with its reads");
            clients.stop();
            System.out.println(clients.writes() + " writes, reads from the target " + clients.readsFrom("target")
                    + ", from the source " + clients.readsFrom("source") + ", " + world.canary());
            assertThat(clients.troubles()).isEmpty();
            assertThat(world.canary().target()).isPositive();
            assertThat(world.canary().recentWrites()).isPositive();
        }
    }

    @Test
    void aStreamThatStandsStillEndsItAndARestartDoesNot() throws InterruptedException {
        try (ReadBackLoad clients = world.load(SEED)) {
            world.switchOn();
            clients.awaitMoreReadsFrom("target", 50);
            world.end();
            clients.stop();
        }
        world.start();
        try (ReadBackLoad clients = world.load(SEED)) {
            clients.awaitMoreReadsFrom("target", 50);

            world.link.freeze();
            LiveWorld.eventually("it ended", world::isNotedAsOff);
            int before = clients.readsFrom("target");
            clients.awaitMoreReadsFrom("source", 100);
            // those that were on their way
            assertThat(clients.readsFrom("target")).isLessThanOrEqualTo(before + ReadBackLoad.CLIENTS);
            world.link.unfreeze();

            clients.stop();
            assertThat(clients.troubles()).isEmpty();
            assertThat(world.canary().state()).isEqualTo("off");
            assertThat(world.canary().by()).isEqualTo("Bailey");
            assertThat(world.canary().because()).contains("did not have within 5 s what the source had");
            assertThat(world.canary().behind()).isPositive();
            assertThat(world.shell.bailey("slices")).isZero();
            assertThat(world.shell.out()).contains("reads from the target ended (Bailey: the target did not have");
        }
    }

    /** What it is written through is not known here before it is answered. */
    @Test
    void aRouterThatBeginsToServeElsewhereEndsItBeforeItDoes()
            throws IOException, ExecutionException, InterruptedException {
        try (ReadBackLoad clients = world.load(SEED)) {
            world.switchOn();
            clients.awaitMoreReadsFrom("target", 50);

            try (RouterLink link = RouterLink.open(world.join("edge-1"), said -> {})) {
                link.welcome().toCompletableFuture().get();
                int before = clients.readsFrom("target");
                clients.awaitMoreReadsFrom("source", 50);

                // those that were on their way
                assertThat(clients.readsFrom("target")).isLessThanOrEqualTo(before + ReadBackLoad.CLIENTS);
            }
            LiveWorld.eventually("it ended", () -> world.canary().state().equals("off"));
            assertThat(world.canary().because()).contains("router edge-1 in a process of its own begins to serve");
            assertThat(world.shell.bailey("canary", "pilot", "on")).isEqualTo(1);
            clients.stop();
            assertThat(clients.troubles()).isEmpty();
        }
    }

    @Test
    void aTargetWhoseApplicationDiesFailsNoRequest() throws InterruptedException {
        try (ReadBackLoad clients = world.load(SEED)) {
            world.switchOn();
            clients.awaitMoreReadsFrom("target", 50);

            world.fresh.close();

            LiveWorld.eventually("it ended", () -> world.canary().state().equals("off"));
            clients.awaitMoreReadsFrom("source", 100);
            clients.stop();
            assertThat(clients.troubles()).isEmpty();
            assertThat(world.canary().fellBack()).isPositive();
            assertThat(world.canary().because()).contains("did not answer what the source could");
            assertThat(world.migration().status().traffic().failed()).isZero();
            assertThat(world.shell.bailey("canary", "pilot", "on")).isEqualTo(1);
            assertThat(world.shell.out()).contains("the target is not well");
        }
    }
}
