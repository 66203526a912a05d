package dev.bailey.replication;

import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Ownership;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import org.junit.jupiter.api.Test;

class ReverseTest {

    @Test
    void writesOnTheTargetAreCountedAsForeignAndNotAppliedWhileObserving() {
        try (World world = new World().startAndCopy()) {
            world.target.server.commit(insert(world.a, "1", "foreign", "x"));

            world.eventually("it is seen", () -> world.reverse().foreign() == 1);

            assertThat(world.reverse().lastForeign()).contains(world.a.id());
            assertThat(world.reverse().mode()).isEqualTo(StreamStatus.Mode.OBSERVING);
            assertThat(world.source.server.contents(world.a.id())).isEmpty();
        }
    }

    @Test
    void whatIsWrittenAfterTheMarkIsAppliedAndWhatCameBeforeIsNot() {
        try (World world = new World().startAndCopy()) {
            world.target.server.commit(insert(world.a, "1", "before", "x"));
            world.replication.owners(Ownership.sole(Side.TARGET));

            world.target.log().markOnce("apply " + World.REVERSE);
            world.target.server.commit(insert(world.a, "2", "after", "x"));
            world.eventually(
                    "it came", () -> !world.source.server.contents(world.a.id()).isEmpty());

            assertThat(world.source.server.contents(world.a.id())).containsOnlyKeys("2");
            assertThat(world.reverse().mode()).isEqualTo(StreamStatus.Mode.FOLLOWING);
            assertThat(world.forward().foreign()).isZero();
        }
    }

    @Test
    void aStreamThatAppliesStillDoesAfterARestart() {
        try (World world = new World().startAndCopy()) {
            world.target.log().markOnce("apply " + World.REVERSE);
            world.eventually(
                    "stored", () -> world.source.server.mark(World.REVERSE).startsWith("apply"));

            world.restart();
            world.replication.owners(Ownership.sole(Side.TARGET));
            world.target.server.commit(insert(world.a, "1", "a", "x"));

            world.awaitEqual();
        }
    }

    /** After a restart: the old side's last writes are not all read yet, and the new side opens late. */
    @Test
    void whileTheNewSideMayOpenAnyMomentWhatEitherSideTookIsCarried() {
        try (World world = new World().startAndCopy()) {
            world.target.log().markOnce("apply " + World.REVERSE);
            world.replication.owners(Ownership.sole(Side.SOURCE).undecided(Slice.everyone("everyone")));

            world.source.server.commit(insert(world.a, "1", "before it was shut", "x"));
            world.target.server.commit(insert(world.a, "2", "after it opened", "x"));

            world.awaitEqual();
            assertThat(world.source.server.contents(world.a.id())).containsOnlyKeys("1", "2");
            assertThat(world.reverse().foreign()).isZero();
        }
    }

    @Test
    void aWriterOnTheSideThatLostTheWritesIsForeignAndOverwritesNobody() {
        try (World world = new World().startAndCopy()) {
            world.replication.owners(Ownership.sole(Side.TARGET));

            world.source.server.commit(insert(world.a, "1", "stale", "x"));

            world.eventually("it is counted", () -> world.forward().foreign() == 1);
            assertThat(world.target.server.contents(world.a.id())).isEmpty();
        }
    }

    @Test
    void theTwoDirectionsDoNotKeepEachOtherBusy() {
        try (World world = new World().startAndCopy()) {
            world.target.log().markOnce("apply " + World.REVERSE);
            world.eventually("applying", () -> world.reverse().mode() == StreamStatus.Mode.FOLLOWING);
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.source.server.commit(update(world.a, "1", "b", "x"));
            world.awaitEqual();
            long beatsBefore = beats(world);
            long writesBefore = writes(world);

            world.eventually("some beats passed", () -> beats(world) >= beatsBefore + 10);

            assertThat(writes(world) - writesBefore).isLessThanOrEqualTo(beats(world) - beatsBefore + 4);
            assertThat(world.source.server.contents(world.a.id())).containsValue("1, b, x");
        }
    }

    private static long beats(World world) {
        return world.forward().lag().map(StreamStatus.Lag::beats).orElse(0L)
                + world.reverse().lag().map(StreamStatus.Lag::beats).orElse(0L);
    }

    private static long writes(World world) {
        return world.target.server.counter(World.FORWARD) + world.source.server.counter(World.REVERSE);
    }
}
