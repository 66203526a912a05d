package dev.bailey.replication;

import static dev.bailey.replication.Changes.SAME;
import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import java.util.List;
import java.util.Optional;
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
    void aTableThatIsNotKnownStopsTheStreamWhileAKnownOneIsMissing() {
        try (World world = new World().startAndCopy()) {
            world.source.shapes.others.put(world.unique.id(), Optional.empty());
            world.source.server.commit(insert(Changes.table("renamed"), "1", "a", "x"));

            world.eventually("it waits", () -> world.forward().mode() == StreamStatus.Mode.WAITING);

            assertThat(world.forward().failure()).hasValueSatisfying(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.MISFIT);
                assertThat(problem).hasMessageContaining("public.renamed").hasMessageContaining("public.unique_code");
            });

            world.source.shapes.others.clear();

            world.eventually("it goes on", () -> world.forward().mode() == StreamStatus.Mode.FOLLOWING);
            assertThat(world.forward().failure()).isEmpty();
        }
    }

    @Test
    void changesWaitForAColumnThatTheOtherSideLacksAndThoseOfOneThatIsGoneAreLeftOut() {
        try (World world = new World().startAndCopy()) {
            Table wider = new Table(
                    world.a.id(),
                    List.of(
                            world.a.columns().get(0),
                            world.a.columns().get(1),
                            world.a.columns().get(2),
                            new Column("more", "text", /* key= */ false, /* generated= */ false)));
            world.source.shapes.others.put(wider.id(), Optional.of(wider));
            world.source.server.commit(new Change.Insert(wider, Changes.row("1", "a", "x", "more")));

            world.eventually("it waits", () -> world.forward().mode() == StreamStatus.Mode.WAITING);
            assertThat(world.forward().failure().orElseThrow()).hasMessageContaining("ADD more");
            world.source.shapes.others.clear();

            world.eventually(
                    "the rest of the row came",
                    () -> world.target.server.contents(world.a.id()).containsValue("1, a, x"));
        }
    }

    @Test
    void aTableThatIsMadeAgainAndCopiedIsFollowedAlthoughAnOldChangeCameWhileItWasGone() {
        try (World world = new World().startAndCopy()) {
            world.target.shapes.others.put(world.a.id(), Optional.empty());
            world.source.shapes.others.put(world.a.id(), Optional.empty());
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.eventually("it was left out", () -> world.forward().transactions() == 1);

            world.source.shapes.others.clear();
            world.target.shapes.others.clear();
            world.replication.reload(world.a.id());
            world.awaitCopied();
            world.source.server.commit(insert(world.a, "2", "a", "x"));

            world.awaitEqual();
        }
    }

    @Test
    void valuesOfAColumnThatWasRenamedOnBothSidesAreNotLeftOut() {
        try (World world = new World().startAndCopy()) {
            List<Column> columns = world.a.columns();
            Table renamed = new Table(
                    world.a.id(),
                    List.of(
                            columns.get(0),
                            new Column("renamed", "text", /* key= */ false, /* generated= */ false),
                            columns.get(2)));
            world.target.shapes.others.put(world.a.id(), Optional.of(renamed));
            world.source.shapes.others.put(world.a.id(), Optional.of(renamed));

            world.source.server.commit(insert(world.a, "1", "a", "x"));

            world.eventually("it waits", () -> world.forward().mode() == StreamStatus.Mode.WAITING);
            assertThat(world.forward().failure().orElseThrow())
                    .hasMessageContaining("column \"code\"")
                    .hasMessageContaining("\"renamed\" may be the same under another name: run bailey reload");
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
                    .hasMessageContaining("stream w_forward from the source")
                    .hasMessageContaining("cannot go on: the log of w_forward is gone");
        }
    }
}
