package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.core.Verdict;
import dev.bailey.replication.Touched;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProofTest {

    private static final String STORE = "orders";
    private static final TableId A = new TableId("public", "a");
    private static final TableId B = new TableId("public", "b");
    private static final Verdict EQUAL = new Verdict.Equal(10);
    private static final Verdict BROKEN = new Verdict.Unknown("the link broke");
    private static final Verdict DIFFERENT =
            new Verdict.Different(List.of(new Verdict.Difference(A, row(7), "x", "y")), 10);

    private final Set<TableId> moved = new HashSet<>(Set.of(A, B));
    private final Verdicts verdicts = new Verdicts();
    private Others others = Others.NONE;
    private final Proof proof = new Proof(STORE, () -> moved, () -> others, verdicts);

    @Test
    void aForeignWriteDuringAComparisonOutlivesIt() {
        write(1);
        Proof.Begun begun = proof.begin(moved, Instant.EPOCH, /* anew= */ false);
        write(2);
        proof.end(begun, Map.of(A, EQUAL, B, EQUAL), Set.of());

        assertThat(proof.foreign(Side.TARGET)).isEqualTo(1);

        compare(EQUAL, EQUAL);
        assertThat(proof.foreign(Side.TARGET)).isZero();
    }

    private void write(long foreign) {
        others = new Others(Map.of(Side.TARGET, foreign), Map.of());
    }

    private void compare(Verdict a, Verdict b) {
        proof.end(proof.begin(moved, Instant.EPOCH, /* anew= */ false), Map.of(A, a, B, b), Set.of());
    }

    @Test
    void aForeignWriteOutlivesAComparisonOfOnlySomeTables() {
        compare(EQUAL, EQUAL);
        write(1);

        proof.end(proof.begin(Set.of(A), Instant.EPOCH, /* anew= */ false), Map.of(A, EQUAL), Set.of());

        assertThat(proof.foreign(Side.TARGET)).isEqualTo(1);
    }

    @Test
    void whatOthersWroteIsLookedForInEveryTableAsSoonAsOneIsUnproven() {
        compare(EQUAL, EQUAL);
        write(1);
        assertThat(proof.unproven()).isEmpty();

        proof.unsettle(A, "it was copied anew");

        assertThat(proof.unproven()).containsExactly(A, B);
        compare(EQUAL, EQUAL);
        assertThat(proof.foreign(Side.TARGET)).isZero();
    }

    @Test
    void aHealAfterTheComparisonCountsWhateverPeopleDeletedBefore() {
        heal(10);
        compare(EQUAL, EQUAL);
        assertThat(proof.healed(Side.TARGET)).isEmpty();

        heal(11);

        assertThat(proof.healed(Side.TARGET)).hasValue(11);
        assertThat(proof.healed(Side.SOURCE)).isEmpty();
    }

    private void heal(long number) {
        others = new Others(Map.of(), Map.of(Side.TARGET, number));
    }

    @Test
    void aKnownDifferenceOutlivesAComparisonThatBreaks() {
        compare(DIFFERENT, EQUAL);

        compare(BROKEN, EQUAL);
        proof.unsettle(A, "it was altered");

        assertThat(overall()).isInstanceOf(Verdict.Different.class);
        assertThat(proof.unproven()).containsExactly(A);

        compare(EQUAL, EQUAL);
        assertThat(overall()).isInstanceOf(Verdict.Equal.class);
    }

    private Verdict overall() {
        return verdicts.overall(STORE);
    }

    @Test
    void aDifferenceInAChangedRowOutlivesAComparisonThatBreaks() {
        compare(EQUAL, EQUAL);
        proof.comparedChanges(DIFFERENT, proof.mendings());

        compare(BROKEN, EQUAL);
        assertThat(overall()).isInstanceOf(Verdict.Different.class);

        compare(EQUAL, BROKEN);
        assertThat(overall()).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void aDifferenceIsForgottenWithItsTable() {
        compare(DIFFERENT, EQUAL);
        proof.comparedChanges(DIFFERENT, proof.mendings());

        moved.remove(A);
        proof.forget(A);

        assertThat(overall()).isInstanceOf(Verdict.Equal.class);
    }

    @Test
    void whatBecomesUnsettledWhileItIsComparedStaysSo() {
        Proof.Begun begun = proof.begin(moved, Instant.EPOCH, /* anew= */ false);
        proof.unsettle(A, "it was copied anew");
        proof.end(begun, Map.of(A, EQUAL, B, EQUAL), Set.of());

        assertThat(overall()).isEqualTo(new Verdict.Unknown("it was copied anew"));
        assertThat(proof.unproven()).containsExactly(A);
    }

    @Test
    void aTableTakenInDuringAComparisonIsUnproven() {
        Proof.Begun begun = proof.begin(Set.of(A, B), Instant.EPOCH, /* anew= */ false);
        TableId c = new TableId("public", "c");
        moved.add(c);
        proof.end(begun, Map.of(A, EQUAL, B, EQUAL), Set.of());

        assertThat(proof.unproven()).containsExactly(c);
        assertThat(overall()).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void aTableThatWasEmptiedIsComparedAnewAndNoOther() {
        compare(EQUAL, EQUAL);

        proof.wrote(new Touched(Map.of(B, Set.of(row(1))), Set.of(A)));
        assertThat(proof.unproven()).containsExactly(A);
        assertThat(overall()).isInstanceOf(Verdict.Unknown.class);

        proof.end(proof.begin(proof.unproven(), Instant.EPOCH, /* anew= */ false), Map.of(A, EQUAL), Set.of());
        assertThat(overall()).isInstanceOf(Verdict.Equal.class);
        assertThat(proof.changed().all()).containsOnlyKeys(B);
    }

    @Test
    void rowsThatChangedBeforeAComparisonThatWasGivenUpAreStillToBeCompared() {
        compare(EQUAL, EQUAL);
        proof.wrote(new Touched(Map.of(A, Set.of(row(1)), B, Set.of(row(1))), Set.of()));

        Proof.Begun begun = proof.begin(moved, Instant.EPOCH, /* anew= */ false);
        proof.wrote(new Touched(Map.of(A, Set.of(row(2))), Set.of()));
        proof.giveUp(begun);
        assertThat(proof.changed().all()).isEqualTo(Map.of(A, Set.of(row(1), row(2)), B, Set.of(row(1))));

        compare(EQUAL, BROKEN);
        assertThat(proof.changed().all()).containsOnlyKeys(B);
    }

    private static Row row(int id) {
        return Row.of(Value.of(Integer.toString(id)));
    }

    @Test
    void aTableIsEqualOnceEveryRowThatDifferedIsMended() {
        Verdict.Difference other = new Verdict.Difference(A, row(8), "", "y");
        compare(new Verdict.Different(List.of(new Verdict.Difference(A, row(7), "x", "y"), other), 10), EQUAL);

        proof.mended(A, Set.of(row(7)));
        assertThat(proof.differences(A)).containsExactly(other);

        proof.mended(A, Set.of(row(8)));
        assertThat(proof.differences(A)).isEmpty();
        assertThat(verdicts.overall(STORE)).isEqualTo(new Verdict.Equal(20));
    }

    @Test
    void aTableOfWhichNotEveryDifferenceWasKeptIsComparedAgainOnceThoseAreMended() {
        compare(new Verdict.Different(List.of(new Verdict.Difference(A, row(7), "x", "y")), 5, 10), EQUAL);
        assertThat(proof.unlisted(A)).isEqualTo(4);

        proof.mended(A, Set.of(row(7)));

        assertThat(proof.unproven()).containsExactly(A);
        assertThat(verdicts.overall(STORE)).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void aChangedRowThatDifferedIsMendedAsWell() {
        compare(EQUAL, EQUAL);
        proof.comparedChanges(DIFFERENT, proof.mendings());
        assertThat(proof.differences(A)).hasSize(1);

        proof.mended(A, Set.of(row(7)));

        assertThat(verdicts.overall(STORE)).isEqualTo(new Verdict.Equal(20));
    }

    @Test
    void aDifferenceThatWasReadBeforeRowsWereMendedIsTheirsAndSaysNothing() {
        compare(EQUAL, EQUAL);
        long begun = proof.mendings();
        proof.mended(A, Set.of(row(7)));

        proof.comparedChanges(DIFFERENT, begun);
        assertThat(verdicts.overall(STORE)).isEqualTo(new Verdict.Equal(20));

        proof.comparedChanges(DIFFERENT, proof.mendings());
        assertThat(proof.differences(A)).hasSize(1);
    }
}
