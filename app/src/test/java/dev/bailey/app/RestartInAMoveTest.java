package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.LoadFigures;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bailey dies while both sides are shut; its router is there again before it has found out which side is to serve. */
class RestartInAMoveTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    @Test
    void writesWaitUntilTheMoveThatWasLeftOpenIsSettled() throws IOException, InterruptedException, SQLException {
        ShopPlace old = ShopPlace.fresh(Side.SOURCE);
        ShopPlace fresh = ShopPlace.fresh(Side.TARGET);
        try (FaultyLink newLink = new FaultyLink(fresh.port());
                CrossingWorld world = new CrossingWorld(
                        folder,
                        "{ hold: { max: 20s }, lease: 30s, lag: 5s }",
                        CrossingWorld.SMALL,
                        old,
                        fresh.through(newLink.port()))) {
            try (BaileyProcess doomed = world.run("cutover: shut for good")) {
                CrossingWorld.awaitReady(doomed);
                world.awaitOpenGates();
                var unused = world.ask("cutover");
                assertThat(doomed.awaitExit(LIMIT)).contains(KILLED);
            }
            newLink.freeze();
            try (BaileyProcess bailey = world.run("")) {
                Eventually.eventually(
                        "the router is there", LIMIT, () -> isThere(world.web().getPort()));
                try (ShopLoad load = world.load(/* seed= */ 1)) {
                    Eventually.eventually(
                            "requests come", LIMIT, () -> load.figures().requests() > 10);
                    newLink.unfreeze();
                    CrossingWorld.awaitReady(bailey);
                    LoadFigures figures = load.stop();

                    assertThat(figures.failed()).as(figures.firstFailure()).isZero();
                    assertThat(figures.writes().count()).isPositive();
                }
            }
        }
    }

    private static boolean isThere(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
