package dev.bailey.replication;

import static dev.bailey.replication.Changes.SAME;
import static dev.bailey.replication.Changes.delete;
import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Problem;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowTest {

    @Test
    void rowsThatSwapAUniqueValueAreRewritten() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.unique, "1", "a", "x"), insert(world.unique, "2", "b", "y"));
            world.awaitEqual();

            world.source.server.commit(
                    update(world.unique, "1", "tmp", "x"),
                    update(world.unique, "2", "a", "y"),
                    update(world.unique, "1", "b", "x"));

            world.awaitEqual();
            assertThat(world.forward().conflicts()).isZero();
        }
    }

    @Test
    void aSwapThatLeavesLargeValuesOutIsAppliedChangeByChange() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.unique, "1", "a", "x"), insert(world.unique, "2", "b", "y"));
            world.awaitEqual();

            world.source.server.commit(
                    update(world.unique, "1", "tmp", SAME),
                    update(world.unique, "2", "a", SAME),
                    update(world.unique, "1", "b", SAME));

            world.awaitEqual();
            assertThat(world.forward().conflicts()).isZero();
        }
    }

    @Test
    void aRowThatIsMissingHaltsTheStreamAndIsNamed() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.awaitEqual();
            world.target.server.commit(delete(world.a, "1"));

            world.source.server.commit(insert(world.a, "2", "a", "x"), update(world.a, "1", "b", "x"));
            world.eventually("it stops", () -> world.forward().mode() == StreamStatus.Mode.STOPPED);

            assertThat(world.forward().conflicts()).isEqualTo(1);
            assertThat(world.forward().failure()).hasValueSatisfying(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
                assertThat(problem).hasMessageContaining("update of public.a (1) expected exactly this row");
            });
            assertThat(world.target.server.conflicts).singleElement().asString().contains("public.a (1)");
            assertThat(world.target.server.contents(world.a.id())).isEmpty();
            assertThat(world.reverse().mode()).isEqualTo(StreamStatus.Mode.OBSERVING);
        }
    }

    @Test
    void aRowThatIsThereAlreadyHaltsTheStream() {
        try (World world = new World().startAndCopy()) {
            world.target.server.commit(insert(world.a, "1", "foreign", "x"));

            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.eventually("it stops", () -> world.forward().mode() == StreamStatus.Mode.STOPPED);

            assertThat(world.forward().failure())
                    .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("insert of public.a (1)"));
            assertThat(world.target.server.contents(world.a.id())).containsValue("1, foreign, x");
        }
    }

    @Test
    void aTableThatIsNotKnownHaltsTheStreamAndIsNamed() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(Changes.table("renamed"), "1", "a", "x"));

            world.eventually("it stops", () -> world.forward().mode() == StreamStatus.Mode.STOPPED);

            assertThat(world.forward().failure()).hasValueSatisfying(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT);
                assertThat(problem).hasMessageContaining("table public.renamed is in the log but not in the plan's");
            });
        }
    }

    @Test
    void anErrorOfTheMachineItselfHaltsTheStreamAndIsShown() {
        try (World world = new World().startAndCopy()) {
            world.on("follow: batch begun", () -> {
                throw new OutOfMemoryError("planted");
            });

            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.eventually("it stops", () -> world.forward().mode() == StreamStatus.Mode.STOPPED);

            assertThat(world.forward().failure()).hasValueSatisfying(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.FAILED);
                assertThat(problem).hasMessageContaining("planted");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinkCutAtAnyCommitLosesAndRepeatsNothing(boolean kept) {
        try (World world = new World(/* transactionsPerBatch= */ 3, 1_000).startAndCopy()) {
            for (int cut = 1; cut <= 5; cut++) {
                int round = cut;
                world.target.server.cutAtCommit(cut, kept);

                IntStream.range(0, 20)
                        .forEach(i -> world.source.server.commit(insert(world.a, round + "-" + i, "c", "l")));

                world.awaitEqual();
            }
            world.eventually("it recovered", () -> world.forward().failure().isEmpty());
            assertThat(world.target.server.contents(world.a.id())).hasSize(100);
            assertThat(world.forward().conflicts()).isZero();
        }
    }

    @Test
    void aCutLinkToTheSourceIsMended() {
        try (World world = new World().startAndCopy()) {
            world.source.server.cut();
            world.source.server.commit(insert(world.a, "1", "a", "x"));

            world.awaitEqual();
        }
    }

    @Test
    void aNewProcessGoesOnFromTheStoredCheckpoint() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.awaitEqual();
            world.source.server.streams.put(World.FORWARD, 0L);

            world.restart();
            world.source.server.commit(insert(world.a, "2", "a", "x"));

            world.awaitEqual();
            assertThat(world.forward().conflicts()).isZero();
        }
    }

    @Test
    void lagIsMeasuredByHeartbeats() {
        try (World world = new World().startAndCopy()) {
            world.eventually("beats came", () -> world.forward().lag().isPresent());

            assertThat(world.forward().behind()).isPresent();
            assertThat(world.forward().lag().orElseThrow().p99Millis()).isLessThan(5_000);
        }
    }

    @Test
    void aMarkIsReadBackFromTheOtherSide() {
        try (World world = new World().startAndCopy()) {
            world.source.log().mark("drain 1");

            world.eventually(
                    "it came", () -> world.target.server.mark(World.FORWARD).equals("drain 1"));
        }
    }

    @Test
    void startingTwiceIsStartingOnce() {
        try (World world = new World().startAndCopy()) {
            world.replication.start();

            world.source.server.commit(insert(world.a, "1", "a", "x"));

            world.awaitEqual();
        }
    }

    @Test
    void aStreamThatIsGoneIsNotMadeAgainUnnoticed() {
        try (World world = new World().startAndCopy()) {
            world.eventually("applied", () -> world.target.server.counter(World.FORWARD) > 0);
            world.replication.close();
            world.source.log().drop(World.FORWARD);

            org.assertj.core.api.Assertions.assertThatThrownBy(world::restart)
                    .hasMessageContaining("stream w_forward is gone from the source")
                    .hasMessageContaining("copied again");
        }
    }
}
