package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is ready, in which something turns bad that was well when it began. */
class StandingChecksTest {

    private LiveWorld world;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException, InterruptedException {
        world = new LiveWorld(folder, Servers.OLD, Servers.NEW, "CREATE TABLE item (id int PRIMARY KEY, name text)");
        world.start();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatTurnsBadOnTheSourceClosesTheGateUntilItIsMended() {
        world.awaitOpen();

        world.onSource("ALTER TABLE item REPLICA IDENTITY NOTHING");

        world.awaitClosed("replica-identity on the source: public.item has REPLICA IDENTITY NOTHING");
        assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Closed.class);
        world.onSource("ALTER TABLE item REPLICA IDENTITY DEFAULT");
        world.awaitOpen();
    }

    @Test
    void whatTheWayThereAloneNeedsDoesNotCloseTheWayBack() {
        world.awaitOpen();
        assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);

        world.onSource("SELECT lo_create(0)");
        world.onTarget("ALTER TABLE item REPLICA IDENTITY NOTHING");
        world.awaitClosed("replica-identity on the target");
        assertThat(world.closed()).doesNotContain("large-objects");

        world.onTarget("ALTER TABLE item REPLICA IDENTITY DEFAULT");
        world.awaitOpen();
        assertThat(world.move(Side.SOURCE)).isInstanceOf(FlipAnswer.Done.class);
    }
}
