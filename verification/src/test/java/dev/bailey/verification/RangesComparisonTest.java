package dev.bailey.verification;

import static dev.bailey.verification.FakeSide.ORDERS;
import static dev.bailey.verification.FakeSide.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables whose rows lie in the order of their keys. */
class RangesComparisonTest {

    private static final int RANGE = 20;
    private static final int FETCH = 50;
    private static final VerificationSettings SETTINGS = new VerificationSettings(
            1, 4, 64, 4, FETCH, RANGE, 10, 4, Duration.ofNanos(1), Duration.ofMillis(1), 1_000, 500, 3);

    private final FakeSide source = FakeSide.ordered(ORDERS);
    private final FakeSide target = FakeSide.ordered(ORDERS);

    @Test
    void sidesThatHoldTheSameRowsAreEqualWithoutOneOfThemListed() {
        source.fill(ORDERS, 1_000);
        target.fill(ORDERS, 1_000);

        assertThat(compare()).isEqualTo(new Verdict.Equal(1_000));

        assertThat(source.orderOf(ORDERS).listed()).isEmpty();
        assertThat(source.bucketCounts()).isEmpty();
    }

    @Test
    void anEmptyTableOnBothSidesIsEqualWithNoRows() {
        assertThat(compare()).isEqualTo(new Verdict.Equal(0));
    }

    @Test
    void differencesAtEitherEndAndBetweenAreNamed() {
        source.fill(ORDERS, 500);
        target.fill(ORDERS, 500).put(ORDERS, 250, "altered").put(ORDERS, 999, "stranger");
        target.remove(ORDERS, 0);

        assertThat(((Verdict.Different) compare()).differences())
                .containsExactlyInAnyOrder(
                        new Verdict.Difference(ORDERS.id(), key(0), "row 0", ""),
                        new Verdict.Difference(ORDERS.id(), key(250), "row 250", "altered"),
                        new Verdict.Difference(ORDERS.id(), key(999), "", "stranger"));
    }

    @Test
    void onlyTheRangeThatDiffersIsListed() {
        source.fill(ORDERS, 1_000);
        target.fill(ORDERS, 1_000).put(ORDERS, 42, "altered");

        compare();

        assertThat(source.orderOf(ORDERS).listed()).containsExactly(RANGE);
    }

    @Test
    void rowsThatOneSideHasTooManyOfAreListedInPiecesThatFit() {
        source.fill(ORDERS, 10);
        target.fill(ORDERS, 410);

        Verdict.Different verdict = (Verdict.Different) compare();

        assertThat(verdict.count()).isEqualTo(400);
        assertThat(target.orderOf(ORDERS).listed()).allMatch(rows -> rows <= FETCH);
    }

    @Test
    void whatTheServerMakesNoDigestOfIsComparedRowByRow() {
        source.fill(ORDERS, 100);
        target.fill(ORDERS, 100).put(ORDERS, 50, "altered");
        source.orderOf(ORDERS).digestMax(5);

        assertThat(((Verdict.Different) compare()).differences())
                .containsExactly(new Verdict.Difference(ORDERS.id(), key(50), "row 50", "altered"));

        // then it asks for fewer at once
        assertThat(source.orderOf(ORDERS).listed()).containsExactly(20, 10, 5);
    }

    @Test
    void sidesThatSortKeysOtherwiseAreComparedWithoutTheirOrder() {
        source.fill(ORDERS, 100);
        target.fill(ORDERS, 100);
        source.orderOf(ORDERS).collation("id utf8mb4_bin");

        assertThat(compare()).isEqualTo(new Verdict.Equal(100));

        assertThat(source.bucketCounts()).isNotEmpty();
    }

    @Test
    void rowsThatArriveWhileTheOtherSideCatchesUpAreEqual() {
        source.fill(ORDERS, 500);
        target.fill(ORDERS, 480);

        assertThat(compare(() -> target.copyFrom(source))).isEqualTo(new Verdict.Equal(500));
    }

    @Test
    void itIsToldHowFarAllIsEqualAfterEachRangeButTheLast() {
        source.fill(ORDERS, 50);
        target.fill(ORDERS, 50);

        assertThat(parts()).containsExactly(new EqualPart(key(30), 20, "id"), new EqualPart(key(10), 40, "id"));
    }

    @Test
    void nothingIsToldFromWhereARowDiffersOn() {
        source.fill(ORDERS, 100);
        target.fill(ORDERS, 100).put(ORDERS, 65, "altered");

        assertThat(parts()).containsExactly(new EqualPart(key(80), 20, "id"));
    }

    @Test
    void whatAnEarlierComparisonFoundEqualIsNotReadAgainAndIsCounted() {
        source.fill(ORDERS, 100);
        target.fill(ORDERS, 100).put(ORDERS, 5, "altered").put(ORDERS, 95, "altered since, and compared by its key");

        Verdict verdict = resumed(new EqualPart(key(40), 60, "id"));

        assertThat(((Verdict.Different) verdict).differences())
                .containsExactly(new Verdict.Difference(ORDERS.id(), key(5), "row 5", "altered"));
        assertThat(((Verdict.Different) verdict).rows()).isEqualTo(100);
    }

    @Test
    void aPartInAnotherOrderMeansNothingAndAllIsRead() {
        source.fill(ORDERS, 100);
        target.fill(ORDERS, 100).put(ORDERS, 95, "altered");

        assertThat(resumed(new EqualPart(key(40), 60, "id utf8mb4_bin"))).isInstanceOf(Verdict.Different.class);
    }

    private Verdict resumed(EqualPart before) {
        return Verification.overall(verification(() -> {})
                .compare(List.of(ORDERS), Map.of(ORDERS.id(), before), Progress.SILENT)
                .values());
    }

    private List<EqualPart> parts() {
        List<EqualPart> parts = new ArrayList<>();
        verification(() -> {}).compare(List.of(ORDERS), new Progress() {
            @Override
            public void started(TableId table) {}

            @Override
            public void lookingAgain(TableId table, long rows) {}

            @Override
            public void equalSoFar(TableId table, EqualPart part) {
                parts.add(part);
            }

            @Override
            public void finished(TableId table, Verdict verdict) {}
        });
        return parts;
    }

    private Verdict compare() {
        return compare(() -> {});
    }

    private Verdict compare(Runnable catchUp) {
        return verification(catchUp).compare(ORDERS, Progress.SILENT);
    }

    private Verification verification(Runnable catchUp) {
        return new Verification(source, target, Side.SOURCE, catchUp, SETTINGS);
    }
}
