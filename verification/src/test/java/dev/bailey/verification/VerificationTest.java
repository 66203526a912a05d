package dev.bailey.verification;

import static dev.bailey.verification.FakeSide.ORDERS;
import static dev.bailey.verification.FakeSide.STOCK;
import static dev.bailey.verification.FakeSide.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final VerificationSettings SETTINGS =
            new VerificationSettings(2, 4, 64, 4, 50, 20, 10, 4, Duration.ofNanos(1), Duration.ofMillis(1), 100, 20, 3);

    private final FakeSide source = FakeSide.with(ORDERS, STOCK);
    private final FakeSide target = FakeSide.with(ORDERS, STOCK);

    @Test
    void sidesThatHoldTheSameRowsAreEqual() {
        source.fill(ORDERS, 1000);
        target.fill(ORDERS, 1000);

        assertThat(compare(ORDERS)).isEqualTo(new Verdict.Equal(1000));
    }

    @Test
    void anEmptyTableOnBothSidesIsEqualWithNoRows() {
        assertThat(compare(ORDERS)).isEqualTo(new Verdict.Equal(0));
    }

    @Test
    void missingExtraAndChangedRowsAreNamedWithBothImages() {
        source.fill(ORDERS, 50);
        target.fill(ORDERS, 50).put(ORDERS, 7, "altered").put(ORDERS, 99, "stranger");
        target.remove(ORDERS, 3);

        assertThat(differencesIn(compare(ORDERS)))
                .containsExactlyInAnyOrder(
                        new Verdict.Difference(ORDERS.id(), key(7), "row 7", "altered"),
                        new Verdict.Difference(ORDERS.id(), key(99), "", "stranger"),
                        new Verdict.Difference(ORDERS.id(), key(3), "row 3", ""));
    }

    @Test
    void differencesAreShownBySideWhicheverOwns() {
        source.put(ORDERS, 1, "on the source");
        target.put(ORDERS, 1, "on the target");

        Verdict verdict = verification(Side.TARGET, () -> {}).compare(ORDERS, Progress.SILENT);

        assertThat(differencesIn(verdict))
                .containsExactly(new Verdict.Difference(ORDERS.id(), key(1), "on the source", "on the target"));
    }

    @Test
    void twoRowsThatChangedPlacesAreDifferent() {
        source.put(ORDERS, 1, "a").put(ORDERS, 2, "b");
        target.put(ORDERS, 1, "b").put(ORDERS, 2, "a");

        VerificationSettings oneBucket =
                new VerificationSettings(1, 1, 1, 4, 50, 20, 10, 4, Duration.ZERO, Duration.ZERO, 100, 20, 3);
        Verdict verdict =
                new Verification(source, target, Side.SOURCE, () -> {}, oneBucket).compare(ORDERS, Progress.SILENT);

        assertThat(differencesIn(verdict)).hasSize(2);
    }

    @Test
    void rowsThatArriveWhileTheOtherSideCatchesUpAreEqual() {
        source.fill(ORDERS, 500);
        target.fill(ORDERS, 480);

        Verdict verdict =
                verification(Side.SOURCE, () -> target.copyFrom(source)).compare(ORDERS, Progress.SILENT);

        assertThat(verdict).isEqualTo(new Verdict.Equal(500));
    }

    @Test
    void aPlantedDifferenceIsFoundAmongManyRowsThatAreOnlyOnTheirWay() {
        source.fill(ORDERS, 500);
        target.fill(ORDERS, 480).put(ORDERS, 42, "altered");

        Verdict verdict = verification(Side.SOURCE, () -> {
                    for (int id = 480; id < 500; id++) {
                        target.put(ORDERS, id, "row " + id);
                    }
                })
                .compare(ORDERS, Progress.SILENT);

        assertThat(differencesIn(verdict))
                .containsExactly(new Verdict.Difference(ORDERS.id(), key(42), "row 42", "altered"));
    }

    @Test
    void aTableOfWhichManyRowsMayDifferIsDividedMoreFinelyAsItIsLarger() {
        source.fill(ORDERS, 240);
        target.fill(ORDERS, 120);

        compare(ORDERS);

        assertThat(source.bucketCounts()).containsExactly(4, 64);
    }

    @Test
    void aTableOfWhichFewRowsMayDifferIsSummedOnce() {
        source.fill(ORDERS, 100);
        target.fill(ORDERS, 99);

        compare(ORDERS);

        assertThat(source.bucketCounts()).containsExactly(4);
    }

    @Test
    void manyDifferencesAreCountedButOnlySomeListed() {
        source.fill(ORDERS, 60);

        Verdict.Different different = (Verdict.Different) compare(ORDERS);

        assertThat(different.count()).isEqualTo(60);
        assertThat(different.differences()).hasSize(20);
        assertThat(different.differences().get(0).source()).startsWith("row ");
        assertThat(different.differences().get(19).source()).startsWith("digest ");
        assertThat(different.differences())
                .allSatisfy(one -> assertThat(one.kind()).isEqualTo("missing on target"));
    }

    @Test
    void aTableThatDiffersThroughoutIsGivenUpBeforeAllOfItIsRead() {
        source.fill(ORDERS, 2000);

        Verdict.Different different = (Verdict.Different) compare(ORDERS);

        assertThat(different.count()).isBetween(101L, 200L);
        assertThat(source.fullReads()).isLessThan(8);
    }

    @Test
    void aTableThatIsMissingOnOneSideIsUnknownAndTheOthersAreJudged() {
        FakeSide bare = FakeSide.with(STOCK);

        Map<TableId, Verdict> verdicts = new Verification(source, bare, Side.SOURCE, () -> {}, SETTINGS)
                .compare(List.of(ORDERS, STOCK), Progress.SILENT);

        assertThat(verdicts)
                .containsEntry(STOCK.id(), new Verdict.Equal(0))
                .containsEntry(
                        ORDERS.id(),
                        new Verdict.Unknown("public.orders could not be compared: on the target: there is no table"
                                + " public.orders"));
    }

    @Test
    void aTableWithoutAKeyIsUnknown() {
        Table keyless = new Table(new TableId("public", "log"), List.of(new Column("line", "text", false, false)));

        assertThat(compare(keyless).sentence()).contains("public.log has no key");
    }

    @Test
    void whenTheOtherSideDoesNotCatchUpTheVerdictIsUnknown() {
        source.put(ORDERS, 1, "a");

        Verdict verdict = verification(Side.SOURCE, () -> {
                    throw new Problem(Problem.Kind.BUSY, "the target is 9 s behind");
                })
                .compare(ORDERS, Progress.SILENT);

        assertThat(verdict.sentence()).contains("public.orders", "the target is 9 s behind");
    }

    @Test
    void progressIsToldOfEveryTableFromTheLastNameToTheFirst() {
        source.put(ORDERS, 1, "late");
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        VerificationSettings oneAtATime =
                new VerificationSettings(1, 4, 64, 4, 50, 20, 10, 4, Duration.ZERO, Duration.ZERO, 100, 20, 3);

        new Verification(source, target, Side.SOURCE, () -> target.copyFrom(source), oneAtATime)
                .compare(List.of(ORDERS, STOCK), new Progress() {
                    @Override
                    public void started(TableId table) {
                        told.add("started " + table.name());
                    }

                    @Override
                    public void lookingAgain(TableId table, long rows) {
                        told.add("looking again at " + rows + " of " + table.name());
                    }

                    @Override
                    public void equalSoFar(TableId table, EqualPart part) {
                        told.add("equal so far " + table.name());
                    }

                    @Override
                    public void finished(TableId table, Verdict verdict) {
                        told.add("finished " + table.name() + ": " + verdict.sentence());
                    }
                });

        assertThat(told)
                .containsExactly(
                        "started stock",
                        "finished stock: equal, 0 rows compared",
                        "started orders",
                        "looking again at 1 of orders",
                        "finished orders: equal, 1 rows compared");
    }

    @Test
    void aBugInThePlumbingIsNotAVerdict() {
        source.put(ORDERS, 1, "a");

        assertThatThrownBy(() -> verification(Side.SOURCE, () -> {
                            throw new IllegalStateException("bug");
                        })
                        .compare(ORDERS, Progress.SILENT))
                .hasRootCauseMessage("bug");
    }

    @Test
    void recheckComparesTheNamedRowsAloneInOneRoundTripABatch() {
        source.fill(ORDERS, 25).put(STOCK, 1, "never looked at");
        target.fill(ORDERS, 25);
        Set<Row> keys = LongStream.range(0, 25).mapToObj(FakeSide::key).collect(Collectors.toSet());

        Verdict verdict = verification(Side.SOURCE, () -> {})
                .recheck(Map.of(ORDERS.id(), keys), Map.of(ORDERS.id(), ORDERS, STOCK.id(), STOCK));

        assertThat(verdict).isEqualTo(new Verdict.Equal(25));
        assertThat(source.readsByKey()).isEqualTo(3);
        assertThat(target.readsByKey()).isEqualTo(3);
        assertThat(source.fullReads()).isZero();
    }

    @Test
    void recheckTakesAQuietRowThatDiffersAtItsWord() {
        source.put(ORDERS, 1, "a");
        target.put(ORDERS, 1, "b");

        Verdict verdict = verification(Side.SOURCE, () -> target.copyFrom(source))
                .recheck(Map.of(ORDERS.id(), Set.of(key(1))), Map.of(ORDERS.id(), ORDERS));

        assertThat(differencesIn(verdict)).hasSize(1);
    }

    @Test
    void recheckUnderTrafficLooksAgain() {
        source.put(ORDERS, 1, "a");
        target.put(ORDERS, 1, "b");

        Verdict verdict = verification(Side.SOURCE, () -> target.copyFrom(source))
                .recheckLive(Map.of(ORDERS.id(), Set.of(key(1))), Map.of(ORDERS.id(), ORDERS));

        assertThat(verdict).isEqualTo(new Verdict.Equal(1));
    }

    @Test
    void aDifferenceThatRecheckFoundOutlivesATableThatCannotBeRead() {
        source.put(STOCK, 1, "a");
        target.put(STOCK, 1, "b");
        Table items = FakeSide.table("items");

        Verdict verdict = verification(Side.SOURCE, () -> {})
                .recheck(
                        Map.of(STOCK.id(), Set.of(key(1)), items.id(), Set.of(key(1))),
                        Map.of(STOCK.id(), STOCK, items.id(), items));

        assertThat(differencesIn(verdict)).hasSize(1);
    }

    @Test
    void recheckOfNothingIsUnknown() {
        assertThat(verification(Side.SOURCE, () -> {}).recheck(Map.of(), Map.of()))
                .isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void recheckOfATableThatNobodyKnowsIsUnknown() {
        Verdict verdict = verification(Side.SOURCE, () -> {}).recheck(Map.of(ORDERS.id(), Set.of(key(1))), Map.of());

        assertThat(verdict.sentence()).contains("public.orders");
    }

    @Test
    void overallOneDifferenceOutweighsWhatIsUnknown() {
        Verdict.Difference difference = new Verdict.Difference(ORDERS.id(), key(1), "a", "");
        Verdict equal = new Verdict.Equal(5);
        Verdict unknown = new Verdict.Unknown("no answer");
        Verdict different = new Verdict.Different(List.of(difference), 3, 7);

        assertThat(Verification.overall(List.of())).isInstanceOf(Verdict.Unknown.class);
        assertThat(Verification.overall(List.of(equal, equal))).isEqualTo(new Verdict.Equal(10));
        assertThat(Verification.overall(List.of(equal, unknown))).isEqualTo(unknown);
        assertThat(Verification.overall(List.of(equal, unknown, different)))
                .isEqualTo(new Verdict.Different(List.of(difference), 3, 12));
    }

    private Verdict compare(Table table) {
        return verification(Side.SOURCE, () -> {}).compare(table, Progress.SILENT);
    }

    private Verification verification(Side owner, Runnable catchUp) {
        return new Verification(source, target, owner, catchUp, SETTINGS);
    }

    private static List<Verdict.Difference> differencesIn(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Different.class);
        return ((Verdict.Different) verdict).differences();
    }
}
