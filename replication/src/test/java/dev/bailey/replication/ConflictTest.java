package dev.bailey.replication;

import static dev.bailey.replication.Changes.SAME;
import static dev.bailey.replication.Changes.delete;
import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Clash;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of changes that do not fit, by policy and by a person's word. */
class ConflictTest {

    @Test
    void aRowThatIsMissingHaltsTheStreamAndIsKept() {
        try (World world = new World().startAndCopy()) {
            halt(world);

            assertThat(world.forward().conflicts()).isEqualTo(1);
            assertThat(world.forward().halted()).hasValue(1);
            assertThat(world.forward().failure()).hasValueSatisfying(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
                assertThat(problem)
                        .hasMessageContaining("a change of public.a on the target: the row to update is not there")
                        .hasMessageContaining("number 1");
                assertThat(problem.getMessage()).as("user data").doesNotContain("secret");
            });
            assertThat(world.target.server.halted)
                    .singleElement()
                    .satisfies(clash -> assertThat(clash.kind()).isEqualTo(Clash.Kind.UPDATE_FOUND_NONE));
            assertThat(world.target.server.contents(world.a.id())).isEmpty();
            assertThat(world.reverse().mode()).isEqualTo(StreamStatus.Mode.OBSERVING);
        }
    }

    /** One row is missing on the target, and a batch of two changes stands before it. */
    private static void halt(World world) {
        world.source.server.commit(insert(world.a, "1", "secret", "x"));
        world.awaitEqual();
        world.target.server.commit(delete(world.a, "1"));
        world.source.server.commit(insert(world.a, "2", "a", "x"), update(world.a, "1", "secret", "y"));
        world.eventually("it halts", () -> world.forward().mode() == StreamStatus.Mode.HALTED);
    }

    @Test
    void aHaltedStreamGoesOnOnceTheRowWasPutRight() {
        try (World world = new World().startAndCopy()) {
            halt(world);
            world.target.server.commit(insert(world.a, "1", "by hand", "x"));

            assertThat(world.replication.retry(Side.SOURCE)).isTrue();

            world.awaitEqual();
            world.eventually("it recovered", () -> world.forward().failure().isEmpty());
            assertThat(world.forward().mode()).isEqualTo(StreamStatus.Mode.FOLLOWING);
            assertThat(world.forward().healed()).isZero();
        }
    }

    @Test
    void aRetryThatChangesNothingHaltsAgain() {
        try (World world = new World().startAndCopy()) {
            halt(world);

            world.replication.retry(Side.SOURCE);

            world.eventually("it looked again", () -> world.target.server.halted.size() == 2);
            world.eventually("it halts", () -> world.forward().mode() == StreamStatus.Mode.HALTED);
        }
    }

    @Test
    void onlyTheConflictThatAPersonNamedIsHealed() {
        try (World world = new World().startAndCopy()) {
            halt(world);
            world.target.server.commit(insert(world.a, "3", "foreign", "x"));
            world.source.server.commit(insert(world.a, "3", "a", "x"));

            assertThat(world.replication.heal(Side.SOURCE, 7, "jo")).isFalse();
            assertThat(world.replication.heal(Side.SOURCE, 1, "jo")).isTrue();

            world.eventually("it halts at the next", () -> world.target.server.halted.size() == 2);
            assertThat(world.target.server.halted.get(1).kind()).isEqualTo(Clash.Kind.ROW_EXISTS);
        }
    }

    @Test
    void aPersonMayHealAllUpToNowAndNothingAfter() {
        try (World world = new World().startAndCopy()) {
            halt(world);
            world.target.server.commit(insert(world.a, "3", "foreign", "x"));
            world.source.server.commit(insert(world.a, "3", "a", "x"), delete(world.a, "2"));

            assertThat(world.replication.healAll(Side.SOURCE, "jo")).isTrue();
            world.awaitEqual();
            world.eventually("both are counted", () -> world.forward().healed() == 2);
            long beats = world.forward().lag().orElseThrow().beats();
            world.eventually(
                    "heartbeats came", () -> world.forward().lag().orElseThrow().beats() > beats + 2);
            world.target.server.commit(delete(world.a, "3"));
            world.source.server.commit(delete(world.a, "3"));

            world.eventually("it halts", () -> world.forward().mode() == StreamStatus.Mode.HALTED);
        }
    }

    @Test
    void healingByPolicyLetsTheSourceWinAmongHundredsOfChanges() {
        try (World world = new World(/* healsConflicts= */ true).startAndCopy()) {
            IntStream.range(0, 400).forEach(i -> world.source.server.commit(insert(world.a, "k" + i, "a", "x")));
            world.awaitEqual();
            world.target.server.commit(
                    delete(world.a, "k10"), delete(world.a, "k350"), insert(world.a, "new", "foreign", "x"));

            world.source.server.commit(IntStream.range(0, 401)
                    .mapToObj(i -> switch (i) {
                        case 200 -> insert(world.a, "new", "a", "x");
                        case 350 -> delete(world.a, "k350");
                        default -> update(world.a, "k" + (i == 400 ? 0 : i), "b", "y");
                    })
                    .toArray(dev.bailey.core.Change[]::new));

            world.awaitEqual();
            assertThat(world.target.server.healed)
                    .extracting(Clash::kind)
                    .containsExactly(Clash.Kind.UPDATE_FOUND_NONE, Clash.Kind.ROW_EXISTS, Clash.Kind.DELETE_FOUND_NONE);
        }
    }

    @Test
    void aHealThatIsCutOffBeforeItsCommitIsDoneAndCountedOnce() {
        for (boolean kept : new boolean[] {true, false}) {
            try (World world = new World(/* healsConflicts= */ true).startAndCopy()) {
                world.target.server.commit(insert(world.a, "1", "foreign", "x"));
                world.target.server.cutAtCommit(1, kept);

                world.source.server.commit(insert(world.a, "1", "a", "x"));

                world.awaitEqual();
                world.eventually("it recovered", () -> world.forward().healed() == 1);
                assertThat(world.target.server.healed).hasSize(1);
            }
        }
    }

    @Test
    void theLastHealIsRememberedWhenPeopleDeleteWhatIsKept() {
        try (World world = new World(/* healsConflicts= */ true).startAndCopy()) {
            world.target.server.commit(insert(world.a, "1", "foreign", "x"));
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.eventually("it is counted", () -> world.forward().lastHeal() == 1);

            world.target.server.healed.clear();
            world.target.server.cut();

            world.eventually("it looked again", () -> world.forward().healed() == 0);
            assertThat(world.forward().lastHeal()).isEqualTo(1);
        }
    }

    @Test
    void whatTheLogDoesNotTellHaltsWhateverThePolicy() {
        try (World world = new World(/* healsConflicts= */ true).startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.awaitEqual();
            world.target.server.commit(delete(world.a, "1"));

            world.source.server.commit(update(world.a, "1", "b", SAME));

            world.eventually("it halts", () -> world.forward().mode() == StreamStatus.Mode.HALTED);
            assertThat(world.forward().failure())
                    .hasValueSatisfying(problem ->
                            assertThat(problem).hasMessageContaining("nothing in the log says how to heal it"));
        }
    }

    @Test
    void aUniqueValueOfAnotherRowHaltsWhateverThePolicy() {
        try (World world = new World(/* healsConflicts= */ true).startAndCopy()) {
            world.target.server.commit(insert(world.unique, "9", "taken", "x"));

            world.source.server.commit(insert(world.unique, "1", "taken", "x"));

            world.eventually("it halts", () -> world.forward().mode() == StreamStatus.Mode.HALTED);
            assertThat(world.target.server.contents(world.unique.id())).containsOnlyKeys("9");
        }
    }

    @Test
    void moreThanPeopleCanLookAtIsNotHealed() {
        try (World world = new World(/* healsConflicts= */ true).startAndCopy()) {
            Clash one = new Clash(Clash.Kind.DELETE_FOUND_NONE, delete(world.a, "1"), Optional.empty());
            world.target.server.healed.addAll(Collections.nCopies(OneByOne.CONFLICTS_MAX - 1, one));
            world.restart();

            world.source.server.commit(insert(world.a, "1", "a", "x"), insert(world.a, "2", "a", "x"));
            world.awaitEqual();
            world.target.server.commit(delete(world.a, "1"), delete(world.a, "2"));
            world.source.server.commit(delete(world.a, "1"), delete(world.a, "2"));

            world.eventually("it halts", () -> world.forward().mode() == StreamStatus.Mode.HALTED);
            assertThat(world.target.server.healed).hasSize(OneByOne.CONFLICTS_MAX - 1);
        }
    }

    @Test
    void aRowThatSomebodyWroteDuringTheCopyIsCopiedOver() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.on("copy: rows loaded", () -> {
                world.on("copy: rows loaded", () -> {});
                world.source.server.commit(insert(world.a, "2", "a", "x"));
                world.target.server.commit(insert(world.a, "2", "foreign", "x"));
            });

            world.replication.reload(world.a.id());

            world.awaitEqual();
            assertThat(world.forward().conflicts()).isZero();
        }
    }
}
