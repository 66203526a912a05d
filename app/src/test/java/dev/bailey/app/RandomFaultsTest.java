package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.Shop;
import dev.bailey.testkit.ShopLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults at random in and around moves, while writers write. {@code -Dbailey.flips=200} is the long form,
 * {@code -Dbailey.seed} chooses the faults.
 */
class RandomFaultsTest {

    private static final Shop.Size SIZE = new Shop.Size(200, 50, 200);

    /** Holds long enough for a busy machine, and a lease that ends soon after a death. */
    private static final String CUTOVER = "{ hold: { max: 4s }, lease: 5s, lag: 5s }";

    @TempDir
    private Path folder;

    @Test
    void whateverFailsAroundMovesNothingIsLostOrDoubledAndBothSidesEndEqual()
            throws IOException, InterruptedException, SQLException {
        long seed = Long.getLong("bailey.seed", 1);
        int flips = Integer.getInteger("bailey.flips", 6);
        System.out.println(flips + " moves with faults, seed " + seed + " (again with -Dbailey.seed=" + seed + ")");
        ShopPlace old = ShopPlace.fresh(Side.SOURCE);
        ShopPlace fresh = ShopPlace.fresh(Side.TARGET);
        try (FaultyLink oldLink = new FaultyLink(old.port());
                FaultyLink newLink = new FaultyLink(fresh.port());
                CrossingWorld world = new CrossingWorld(
                        folder, CUTOVER, SIZE, old.through(oldLink.port()), fresh.through(newLink.port()));
                FaultyMoves moves = new FaultyMoves(world, oldLink, newLink, seed);
                ShopLoad load = world.load(seed)) {
            moves.run(flips);
            load.stop();
            String owner = moves.owner();

            CheckResult result = world.check(owner);

            System.out.println(moves.tally() + "; " + result.sentence());
            assertThat(result.isClean()).as(result.sentence()).isTrue();
            assertThat(result.sidesEqual()).as(result.sentence()).isTrue();
            assertThat(result.acknowledged()).isPositive();
        }
    }
}
