package dev.bailey.replication;

import static dev.bailey.replication.Changes.SAME;
import static dev.bailey.replication.Changes.delete;
import static dev.bailey.replication.Changes.insert;
import static dev.bailey.replication.Changes.move;
import static dev.bailey.replication.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.Ownership;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyAndFollowTest {

    @Test
    void rowsThatWereThereAndRowsThatComeAreOnTheTarget() {
        try (World world = new World()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"), insert(world.a, "2", "b", "y"));

            world.startAndCopy();
            world.source.server.commit(insert(world.a, "3", "c", "z"), update(world.a, "1", "A", SAME));
            world.source.server.commit(delete(world.a, "2"), move(world.a, "3", "4", "c", SAME));

            world.awaitEqual();
            assertThat(world.target.server.contents(world.a.id())).containsOnlyKeys("1", "4");
            assertThat(world.milestones)
                    .contains(
                            "copy: streams created",
                            "copy: table pending",
                            "copy: snapshot taken",
                            "copy: rows loaded",
                            "copy: table followed",
                            "follow: batch begun",
                            "follow: batch written",
                            "follow: batch committed");
        }
    }

    @Test
    void whatIsWrittenWhileATableIsCopiedIsAppliedExactlyOnce() {
        try (World world = new World()) {
            world.source.server.commit(insert(world.unique, "1", "a", "x"), insert(world.unique, "2", "b", "y"));
            AtomicInteger snapshots = new AtomicInteger();
            world.source.onSnapshot = () -> {
                String id = "9" + snapshots.incrementAndGet();
                world.source.server.commit(delete(world.unique, "1"), insert(world.unique, id, "a", "z"));
                world.source.server.commit(delete(world.unique, id), insert(world.unique, "1", "a", "q"));
                world.source.server.commit(update(world.unique, "2", "c", SAME));
                world.source.server.commit(update(world.unique, "2", "b", SAME));
            };

            world.startAndCopy();

            world.awaitEqual();
            assertThat(world.forward().conflicts()).isZero();
        }
    }

    @Test
    void whatASnapshotMayOrMayNotHaveSeenIsSettled() {
        try (World world = new World()) {
            world.source.server.vague = 3;
            world.source.server.commit(insert(world.unique, "1", "a", "x"), insert(world.unique, "2", "b", "y"));
            AtomicInteger snapshots = new AtomicInteger();
            // either may come for each table, and neither in the middle of the other
            world.on("copy: table pending", () -> {
                synchronized (world.source) {
                    String id = "8" + snapshots.get();
                    world.source.server.commit(
                            insert(world.unique, id, "gone", "z"), update(world.unique, "1", "c", "x"));
                    world.source.server.commit(update(world.unique, "2", "a", "x"), delete(world.unique, id));
                }
            });
            world.source.onSnapshot = () -> {
                String id = "9" + snapshots.incrementAndGet();
                // nobody touches it again, so that nothing later makes up for it
                world.source.server.commit(insert(world.unique, "once " + id, "once " + id, "x"));
                world.source.server.commit(delete(world.unique, "1"), insert(world.unique, id, "c", "z"));
                world.source.server.commit(delete(world.unique, id), update(world.unique, "2", "b", "x"));
                world.source.server.commit(insert(world.unique, "1", "a", "q"));
                world.source.server.commit(delete(world.unique, "1"));
                world.source.server.commit(insert(world.unique, "1", "a", "r"));
            };

            world.startAndCopy();

            world.awaitEqual();
            assertThat(world.forward().conflicts()).isZero();
        }
    }

    @Test
    void aSnapshotThatLacksWhatWasStreamedBeforeIsTakenAgain() {
        try (World world = new World().startAndCopy()) {
            AtomicInteger snapshots = new AtomicInteger();
            world.source.onSnapshot = () -> {
                if (snapshots.incrementAndGet() == 2) {
                    world.source.server.show();
                }
            };
            world.source.server.commitHidden(insert(world.a, "1", "a", "x"));
            world.eventually(
                    "the row came",
                    () -> !world.target.server.contents(world.a.id()).isEmpty());

            world.replication.reload(world.a.id());

            world.eventually("a third snapshot was good", () -> snapshots.get() == 3);
            world.awaitCopied();
            assertThat(world.target.server.contents(world.a.id())).containsOnlyKeys("1");
        }
    }

    @Test
    void aSnapshotThatLacksWhatAnEarlierProcessWasStreamedIsTakenAgain() {
        try (World world = new World()) {
            world.start();
            world.awaitCopied();
            world.source.server.commitHidden(insert(world.a, "1", "a", "x"));
            world.eventually(
                    "the row came",
                    () -> !world.target.server.contents(world.a.id()).isEmpty());
            world.restart();
            AtomicInteger snapshots = new AtomicInteger();
            world.source.onSnapshot = () -> {
                if (snapshots.incrementAndGet() == 2) {
                    world.source.server.show();
                }
            };
            world.awaitCopied();

            world.replication.reload(world.a.id());

            world.eventually("a third snapshot was good", () -> snapshots.get() == 3);
            world.awaitCopied();
            assertThat(world.target.server.contents(world.a.id())).containsOnlyKeys("1");
        }
    }

    @Test
    void aLinkCutJustBeforeATableIsFollowedDoesNotHoldItUp() {
        try (World world = new World()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.on("copy: rows loaded", world.source.server::cut);

            world.startAndCopy();
            world.source.server.commit(insert(world.a, "2", "a", "x"));

            world.awaitEqual();
        }
    }

    @Test
    void aCopyWhoseMarkAndRowsWereLostWithTheSourceBeginsAgain() {
        try (World world = new World()) {
            CountDownLatch takenOver = new CountDownLatch(1);
            AtomicBoolean pended = new AtomicBoolean();
            AtomicBoolean loaded = new AtomicBoolean();
            world.source.server.commit(insert(world.a, "1", "a", "x"), insert(world.unique, "1", "a", "x"));
            world.on("copy: table pending", () -> {
                if (pended.compareAndSet(false, true)) {
                    world.on("follow: batch begun", () -> await(takenOver));
                    world.source.server.commit(insert(world.a, "2", "b", "x"), insert(world.unique, "2", "b", "x"));
                }
            });
            world.on("copy: rows loaded", () -> {
                if (loaded.compareAndSet(false, true)) {
                    world.loseWhatIsNotApplied();
                    takenOver.countDown();
                }
            });

            world.startAndCopy();
            world.source.server.commit(insert(world.a, "3", "a", "x"));

            world.awaitEqual();
            assertThat(world.target.server.contents(world.a.id())).containsOnlyKeys("1", "3");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCopyThatIsTriedAgainShowsWhy() {
        try (World world = new World()) {
            world.source.onSnapshot = () -> {
                throw new Problem(Problem.Kind.BUSY, "planted: too many snapshots");
            };
            world.start();
            world.eventually("it shows", () -> world.showsTrouble("planted"));

            world.source.onSnapshot = () -> {};

            world.awaitCopied();
            world.eventually(
                    "it is over", () -> world.replication.copy().trouble().isEmpty());
        }
    }

    @Test
    void aCopyThatWaitsForOpenTransactionsSaysSo() {
        try (World world = new World()) {
            world.source.server.commitHidden(insert(world.a, "1", "a", "x"));

            world.start();

            world.eventually(
                    "it shows",
                    () -> world.showsTrouble("waiting for transactions that were open when the copy began"));
        }
    }

    @Test
    void aTableThatWasCopiedIsNotCopiedAgain() {
        try (World world = new World().startAndCopy()) {
            AtomicInteger snapshots = new AtomicInteger();
            world.source.onSnapshot = snapshots::incrementAndGet;

            world.restart();
            world.awaitCopied();
            world.source.server.commit(insert(world.a, "1", "a", "x"));

            world.awaitEqual();
            assertThat(snapshots).hasValue(0);
        }
    }

    @Test
    void aTableIsReloadedWhileTheOthersGoOn() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.awaitEqual();
            world.target.server.commit(delete(world.a, "1"), insert(world.a, "7", "spoilt", "x"));

            world.replication.reload(world.a.id());
            world.source.server.commit(insert(world.unique, "1", "a", "x"));

            world.awaitEqual();
            world.awaitCopied();
        }
    }

    @Test
    void aTableThatIsReloadedIsNotedAsCopiedNoLongerBeforeItsChangesQueue() {
        try (World world = new World().startAndCopy()) {
            world.replication.reload(world.a.id());
            world.awaitCopied();

            assertThat(world.target.server.emptiedAsFollowed()).isFalse();
            assertThat(world.target.server.copied).contains(world.a.id());
        }
    }

    @Test
    void aTableWhoseNoteWasCommittedUnheardIsNotLostSightOf() {
        try (World world = new World()) {
            world.on("copy: rows loaded", () -> {
                world.on("copy: rows loaded", () -> {});
                world.target.server.cutAtCopied();
            });

            world.startAndCopy();
            world.source.server.commit(insert(world.a, "1", "a", "x"));

            world.awaitEqual();
            assertThat(world.target.server.emptiedAsFollowed()).isFalse();
        }
    }

    @Test
    void aTableIsNotReloadedFromASideThatDoesNotOwnTheWrites() {
        try (World world = new World().startAndCopy()) {
            world.replication.owners(Ownership.sole(Side.TARGET));

            assertThatThrownBy(() -> world.replication.reload(world.a.id()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("while the target takes writes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy: table pending", "copy: rows loaded", "copy: table followed"})
    void aTableThatIsMadeAgainWhileItIsCopiedIsCopiedAsItIsThen(String milestone) {
        try (World world = new World()) {
            AtomicReference<RuntimeException> failure = new AtomicReference<>();
            AtomicBoolean madeAgain = new AtomicBoolean();
            world.on(milestone, () -> {
                if (!madeAgain.getAndSet(true)) {
                    try {
                        world.replication.remove(world.a.id());
                        world.source.server.commit(insert(world.a, "1", "a", "x"));
                        world.replication.add(world.a);
                    } catch (RuntimeException e) {
                        failure.set(e);
                    }
                }
            });

            world.startAndCopy();
            world.source.server.commit(insert(world.a, "2", "a", "x"));

            assertThat(failure).hasValue(null);
            world.eventually("it is followed", () -> world.replication.follows(world.a.id()));
            world.awaitEqual();
            assertThat(world.target.server.contents(world.a.id())).containsOnlyKeys("1", "2");
        }
    }

    @Test
    void aTableThatLeavesWhileItIsCopiedHoldsNothingUp() {
        try (World world = new World()) {
            world.on("copy: rows loaded", () -> world.replication.remove(world.a.id()));

            world.startAndCopy();

            assertThat(world.replication.copy().tables()).isEqualTo(1);
            assertThat(world.replication.follows(world.a.id())).isFalse();
        }
    }

    @Test
    void whatIsWrittenToATableThatHasLeftIsNotApplied() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));
            world.awaitEqual();

            world.replication.remove(world.a.id());
            world.source.server.commit(insert(world.a, "2", "a", "x"), insert(world.unique, "1", "a", "x"));

            world.eventually(
                    "the other table goes on",
                    () -> !world.target.server.contents(world.unique.id()).isEmpty());
            assertThat(world.target.server.contents(world.a.id())).containsOnlyKeys("1");
        }
    }

    @Test
    void aTruncationEmptiesTheTable() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"));

            world.source.server.commit(
                    insert(world.a, "2", "a", "x"),
                    new Change.Truncate(List.of(world.a, world.unique)),
                    insert(world.a, "3", "a", "x"));

            world.awaitEqual();
            world.eventually(
                    "only the last is there",
                    () -> world.target.server.contents(world.a.id()).keySet().equals(Set.of("3")));
        }
    }

    @Test
    void aTransactionLargerThanABatchIsAppliedInOne() {
        try (World world = new World(1_000, /* changesPerBatch= */ 10).startAndCopy()) {
            Change[] changes = new Change[105];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = insert(world.a, "" + i, "c", "l");
            }
            world.target.server.cutAtCommit(1, /* kept= */ false);

            world.source.server.commit(changes);

            world.awaitEqual();
            assertThat(world.target.server.contents(world.a.id())).hasSize(105);
            world.eventually("all are counted", () -> world.forward().changes() == 105);
        }
    }

    @Test
    void theKeysThatWereAppliedAreToldOnce() {
        try (World world = new World().startAndCopy()) {
            world.source.server.commit(insert(world.a, "1", "a", "x"), insert(world.unique, "2", "a", "x"));
            world.awaitEqual();
            world.eventually("counted", () -> world.forward().changes() == 2);

            Touched touched = world.replication.takeTouched(Side.SOURCE);

            assertThat(touched.keys()).containsOnlyKeys(world.a.id(), world.unique.id());
            assertThat(world.replication.takeTouched(Side.SOURCE).keys()).isEmpty();
        }
    }
}
