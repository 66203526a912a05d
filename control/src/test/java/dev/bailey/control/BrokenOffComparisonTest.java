package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Column;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.core.Verdict;
import dev.bailey.replication.Touched;
import dev.bailey.verification.EqualPart;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a comparison that did not come to its end. */
class BrokenOffComparisonTest {

    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final EqualPart HALF = new EqualPart(key(500), 400, "id int");
    private static final Instant BEGAN = Instant.parse("2026-11-30T10:00:00Z");
    private static final Instant LATER = BEGAN.plusSeconds(60);

    @TempDir
    private Path folder;

    private Table orders = table("int");
    private Others others = Others.NONE;
    private ProofFile file;
    private Proof proof;

    /** A process begins, with what the one before has kept. */
    @BeforeEach
    void start() {
        file = ProofFile.open(folder.resolve("proven-shop"));
        proof = new Proof("shop", () -> Set.of(ORDERS), () -> others, new Verdicts());
        proof.keepIn(file, id -> Optional.of(orders));
        proof.restore(List.of(orders));
    }

    @Test
    void theNextProcessGoesOnWhereItStoodAndComparesByItsKeyWhatWasWrittenSince() {
        proof.read(begin(BEGAN), ORDERS, HALF);
        start();
        touch(700);

        Proof.Begun begun = begin(LATER);

        assertThat(begun.parts()).containsExactly(Map.entry(ORDERS, HALF));
        assertThat(proof.changed().all()).isEqualTo(Map.of(ORDERS, Set.of(key(700))));
    }

    @Test
    void aTableThatIsReadFromTheStartNeedsNoneOfItsKeysCompared() {
        touch(700);

        assertThat(begin(BEGAN).parts()).isEmpty();

        assertThat(proof.changed().all()).isEmpty();
    }

    @Test
    void whatItFindsInTheEndIsAsOldAsTheFirstRowThatWasRead() {
        proof.read(begin(BEGAN), ORDERS, HALF);
        start();

        proof.end(begin(LATER), Map.of(ORDERS, new Verdict.Equal(1_000)), Set.of());

        assertThat(file.proven(orders)).contains(new ProofFile.Proven(1_000, BEGAN));
        assertThat(begin(LATER).parts()).isEmpty();
    }

    @Test
    void inTheSameProcessItGoesOnAfterALinkBroke() {
        Proof.Begun begun = begin(BEGAN);
        proof.read(begun, ORDERS, HALF);
        proof.end(begun, Map.of(ORDERS, new Verdict.Unknown("the link broke")), Set.of(ORDERS));

        assertThat(begin(LATER).parts()).containsOnlyKeys(ORDERS);
    }

    @Test
    void afterACleanStopItGoesOn() {
        Proof.Begun begun = begin(BEGAN);
        proof.read(begun, ORDERS, HALF);
        proof.breakOff(begun);
        start();

        assertThat(begin(LATER).parts()).containsOnlyKeys(ORDERS);
    }

    @Test
    void afterAMoveAllIsReadAgain() {
        Proof.Begun begun = begin(BEGAN);
        proof.read(begun, ORDERS, HALF);
        proof.giveUp(begun);

        assertThat(begin(LATER).parts()).isEmpty();
        start();
        assertThat(begin(LATER).parts()).isEmpty();
    }

    @Test
    void aTableOfWhichNobodyKnowsWhatWasWrittenIsReadFromTheStart() {
        Proof.Begun begun = begin(BEGAN);
        proof.read(begun, ORDERS, HALF);
        proof.unsettle(ORDERS, "too many rows changed");
        proof.read(begun, ORDERS, new EqualPart(key(400), 500, "id int"));
        proof.breakOff(begun);

        assertThat(begin(LATER).parts()).isEmpty();
        start();
        assertThat(begin(LATER).parts()).isEmpty();
    }

    @Test
    void aTableThatWasAlteredIsReadFromTheStart() {
        proof.read(begin(BEGAN), ORDERS, HALF);
        orders = table("bigint");
        start();

        assertThat(begin(LATER).parts()).isEmpty();
    }

    @Test
    void whoeverAsksForAWholeComparisonGetsOne() {
        proof.read(begin(BEGAN), ORDERS, HALF);

        assertThat(proof.begin(Set.of(ORDERS), LATER, /* anew= */ true).parts()).isEmpty();
    }

    @Test
    void aNewRoundReadsWhatAnEarlierOneDid() {
        proof.read(begin(BEGAN), ORDERS, HALF);
        file.round(Optional.of(LATER), Optional.empty());

        assertThat(begin(LATER).parts()).isEmpty();
    }

    @Test
    void whatOthersWroteIsLookedForFromTheStart() {
        proof.read(begin(BEGAN), ORDERS, HALF);
        others = new Others(Map.of(Side.TARGET, 1L), Map.of());

        proof.end(begin(LATER), Map.of(ORDERS, new Verdict.Equal(1_000)), Set.of());
        assertThat(proof.foreign(Side.TARGET)).isEqualTo(1);

        proof.end(begin(LATER), Map.of(ORDERS, new Verdict.Equal(1_000)), Set.of());
        assertThat(proof.foreign(Side.TARGET)).isZero();
    }

    private Proof.Begun begin(Instant at) {
        return proof.begin(Set.of(ORDERS), at, /* anew= */ false);
    }

    private void touch(int id) {
        proof.wrote(new Touched(Map.of(ORDERS, Set.of(key(id))), Set.of()));
    }

    private static Table table(String type) {
        return new Table(ORDERS, List.of(new Column("id", type, /* key= */ true, /* generated= */ false)));
    }

    private static Row key(int id) {
        return Row.of(Value.of(String.valueOf(id)));
    }
}
