package dev.bailey.verification;

import static dev.bailey.verification.FakeSide.ORDERS;
import static dev.bailey.verification.FakeSide.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The application writes, and the stream applies, between the looks: the test does both inside {@code catchUp}. */
class SecondLookTest {

    private static final VerificationSettings FOUR_LOOKS = new VerificationSettings(
            1, 1, 1, 64, 100, 20, 10, 4, Duration.ofNanos(1), Duration.ofMillis(1), 100, 20, 3);

    private final FakeSide source = FakeSide.with(ORDERS).put(ORDERS, 1, "new");
    private final FakeSide target = FakeSide.with(ORDERS).put(ORDERS, 1, "old");
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void aRowThatStoodStillAndDiffersTwiceIsDifferent() {
        Verdict verdict = compareWhile(look -> {});

        assertThat(verdict).isInstanceOf(Verdict.Different.class);
        assertThat(looks).hasValue(2);
    }

    @Test
    void aRowThatCaughtUpIsEqualAtTheFirstLook() {
        Verdict verdict = compareWhile(look -> target.put(ORDERS, 1, "new"));

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
        assertThat(looks).hasValue(1);
    }

    @Test
    void aRowOfWhichALaterChangeIsOnItsWayIsRight() {
        Verdict verdict = compareWhile(look -> {
            target.put(ORDERS, 1, "new");
            source.put(ORDERS, 1, "newer");
        });

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
    }

    @Test
    void aRowThatMovesIsLookedAtUntilItStandsStill() {
        Verdict verdict = compareWhile(look -> {
            source.put(ORDERS, 1, "version " + Math.min(look, 3));
            if (look == 4) {
                target.put(ORDERS, 1, "version 3");
            }
        });

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
        assertThat(looks).hasValue(4);
    }

    @Test
    void aRowThatNeverStandsStillIsUnknownAndItsTableNamed() {
        Verdict verdict = compareWhile(look -> source.put(ORDERS, 1, "version " + look));

        assertThat(verdict.sentence())
                .isEqualTo("unknown: a row of public.orders never stood still in 4 looks: compare again later");
    }

    @Test
    void aRowThatIsWrittenAllTheTimeIsRightWhenTheOtherSideHasOneOfTheValuesInBetween() {
        Verdict verdict = compareWhile(look -> {
            source.put(ORDERS, 1, "value " + look);
            awaitReadings(look);
            source.put(ORDERS, 1, "later value " + look);
            target.put(ORDERS, 1, "value " + look);
            source.put(ORDERS, 1, "still later value " + look);
        });

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
        assertThat(looks).hasValue(3);
    }

    /** Until it is read over and over: then once more. */
    private void awaitReadings(int look) {
        int more = source.readsByKey() + 2;
        while (look >= 3 && source.readsByKey() < more) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRowThatIsWrittenAllTheTimeAndNeverWasWhatTheOtherSideHasIsUnknown() {
        AtomicInteger values = new AtomicInteger();
        Verdict verdict = compareWhile(look -> {
            for (int i = 0; i < 3; i++) {
                source.put(ORDERS, 1, "value " + values.incrementAndGet());
                awaitReadings(look);
            }
        });

        assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void aRowThatWentThereAndBackBetweenTwoLooksIsNotTakenForDifferent() {
        Verdict verdict = compareWhile(look -> target.put(ORDERS, 1, look == 1 ? "in between" : "new"));

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
    }

    @Test
    void aRowDeletedOnTheOwnerAndStillOnTheOtherSideIsDifferent() {
        source.remove(ORDERS, 1);

        Verdict.Different different = (Verdict.Different) compareWhile(look -> {});

        assertThat(different.differences()).containsExactly(new Verdict.Difference(ORDERS.id(), key(1), "", "old"));
    }

    @Test
    void aRowDeletedOnBothSidesMeanwhileIsEqual() {
        Verdict verdict = compareWhile(look -> {
            source.remove(ORDERS, 1);
            target.remove(ORDERS, 1);
        });

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
    }

    @Test
    void aCertainDifferenceOutweighsARowThatNeverStoodStill() {
        source.put(ORDERS, 2, "lost");

        Verdict verdict = compareWhile(look -> source.put(ORDERS, 1, "version " + look));

        assertThat(verdict).isInstanceOf(Verdict.Different.class);
    }

    private Verdict compareWhile(Traffic traffic) {
        Runnable catchUp = () -> traffic.beforeLook(looks.incrementAndGet());
        return new Verification(source, target, Side.SOURCE, catchUp, FOUR_LOOKS).compare(ORDERS, Progress.SILENT);
    }

    private interface Traffic {
        void beforeLook(int look);
    }
}
