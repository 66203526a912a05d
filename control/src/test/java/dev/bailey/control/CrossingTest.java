package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Milestones;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.runbook.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The crossing's own code against a world in which anything may fail: the model in this package checks the protocol,
 * this checks that the code follows it. {@code -Dbailey.seed=N} repeats one seed.
 */
class CrossingTest {

    private static final int SEEDS = 300;
    private static final int MOVES = 3;

    /** Of all calls; a move makes about thirty. */
    private static final double FAULTS = 0.05;

    private static final int RESTARTS_MAX = 200;

    /** No wait of a test lasts this long; the ones inside a move are over at once. */
    private static final CrossingSettings SETTINGS = new CrossingSettings(
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofMillis(1),
            Duration.ofNanos(100_000));

    @TempDir
    private Path folder;

    @Test
    void aMoveAndItsWayBackChangeTheOwner() throws InterruptedException {
        FaultyWorld world = new FaultyWorld(1, 2, 0);
        try (Journal journal = journal(0)) {
            Ledger ledger = new Ledger(journal, Slice.everyone(Plan.EVERYONE));

            Flip forward = crossing(world, ledger).cross(next(ledger));
            Flip back = crossing(world, ledger).cross(next(ledger));

            assertThat(forward.outcome()).isEqualTo(Flip.Outcome.FLIPPED);
            assertThat(back.outcome()).isEqualTo(Flip.Outcome.FLIPPED);
            assertThat(ledger.route()).isEqualTo(Route.to(Side.SOURCE, Plan.EVERYONE, 4));
            assertThat(world.route()).isEqualTo(ledger.route());
            assertExactlyOneSide(world, ledger);
        }
    }

    @Test
    void whateverFailsOneSideTakesWritesInTheEndAndNeverBoth() throws InterruptedException {
        long only = Long.getLong("bailey.seed", -1);
        for (long seed = only < 0 ? 0 : only; seed < (only < 0 ? SEEDS : only + 1); seed++) {
            int stores = seed % 3 == 0 ? 2 : 1;
            FaultyWorld world = new FaultyWorld(seed, stores, FAULTS);
            try (Journal journal = journal(seed)) {
                Ledger ledger = new Ledger(journal, Slice.everyone(Plan.EVERYONE));
                for (int move = 0; move < MOVES; move++) {
                    moveThroughFaults(world, ledger);
                    world.pass(SETTINGS.lease());

                    assertThat(world.wrongs()).as("seed " + seed).isEmpty();
                    assertThat(ledger.open()).as("seed " + seed).isEmpty();
                    assertExactlyOneSide(world, ledger);
                }
            }
        }
    }

    @Test
    void guardsThatTakeAnythingAreFoundOut() throws InterruptedException {
        boolean found = false;
        for (long seed = 0; seed < SEEDS && !found; seed++) {
            FaultyWorld world = new FaultyWorld(seed, 1, FAULTS).withGuardsThatTakeAnything();
            try (Journal journal = journal(2_000 + seed)) {
                Ledger ledger = new Ledger(journal, Slice.everyone(Plan.EVERYONE));
                for (int move = 0; move < MOVES && world.wrongs().isEmpty(); move++) {
                    moveThroughFaults(world, ledger);
                    world.pass(SETTINGS.lease());
                }
                found = !world.wrongs().isEmpty();
            }
        }

        assertThat(found).isTrue();
    }

    @Test
    void eachEndIsReachedByFaults() throws InterruptedException {
        Set<Flip.Outcome> seen = EnumSet.noneOf(Flip.Outcome.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultyWorld world = new FaultyWorld(seed, 1, FAULTS);
            try (Journal journal = journal(1_000 + seed)) {
                Ledger ledger = new Ledger(journal, Slice.everyone(Plan.EVERYONE));
                moveThroughFaults(world, ledger);
                ledger.history().forEach(record -> seen.add(record.flip().outcome()));
            }
        }

        assertThat(seen).containsExactlyInAnyOrder(Flip.Outcome.values());
    }

    /** Goes on after each death, as a restart does, until the move has an end. */
    private static void moveThroughFaults(FaultyWorld world, Ledger ledger) throws InterruptedException {
        for (int restart = 0; restart < RESTARTS_MAX; restart++) {
            try {
                Optional<Intent> open = ledger.open();
                if (open.isPresent()) {
                    crossing(world, ledger).settle(open.get());
                } else {
                    crossing(world, ledger).cross(next(ledger));
                }
                return;
            } catch (FaultyWorld.Killed killed) {
                if (ledger.open().isEmpty()) {
                    return;
                }
            }
        }
        throw new AssertionError("no end after " + RESTARTS_MAX + " restarts");
    }

    private static void assertExactlyOneSide(FaultyWorld world, Ledger ledger) {
        Side owner = ledger.route().writes();
        assertThat(world.accepts(owner)).isTrue();
        assertThat(world.refuses(owner.opposite())).isTrue();
    }

    private static Intent next(Ledger ledger) {
        Route route = ledger.route();
        return new Intent(Plan.EVERYONE, route.writes(), route.epoch() + 1, "the test");
    }

    private Journal journal(long number) {
        return Journal.open(folder.resolve("journal-" + number + ".db"), InstantSource.system());
    }

    private static Crossing crossing(FaultyWorld world, Ledger ledger) {
        return new Crossing(world.stores(), world, ledger, SETTINGS, InstantSource.system(), Milestones.UNHEARD);
    }
}
