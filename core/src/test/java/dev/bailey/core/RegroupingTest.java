package dev.bailey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may get into another slice while slices stand apart. */
class RegroupingTest {

    private static final Slice PROBES = Slice.validating("probes", Set.of("probe-1"));

    /** Pilot and tenth have moved. */
    private static final Set<String> MOVED = Set.of("pilot", "tenth");

    private static final Slices BEFORE = slices(Set.of("acme"), Set.of("globex"), 1_000, 5_000);

    private static Slices slices(Set<String> pilot, Set<String> late, int tenth, int half) {
        return new Slices(List.of(
                PROBES,
                Slice.of("pilot", pilot),
                Slice.of("tenth", tenth),
                Slice.of("late", late),
                Slice.of("half", half),
                Slice.everyone("everyone")));
    }

    private static Optional<String> whoMoves(Slices now) {
        Regrouping regrouping = new Regrouping(BEFORE, now);
        assertThat(regrouping.isOfMembersAlone()).isTrue();
        return regrouping.whoMoves(slice -> MOVED.contains(slice.name()));
    }

    /** Of a slice of {@link #BEFORE} that is no list. */
    private static String sample(String slice) {
        return Tenancy.samples(BEFORE).getOrDefault(slice, "");
    }

    @Test
    void whoGoesFromOneSliceToAnotherOfTheSameSideIsNoMatter() {
        assertThat(whoMoves(slices(Set.of("acme", sample("tenth")), Set.of(sample("everyone")), 1_000, 2_500)))
                .isEmpty();
        assertThat(whoMoves(BEFORE)).isEmpty();
    }

    @Test
    void whoIsPutOnAListOfTheOtherSideWouldMove() {
        assertThat(whoMoves(slices(Set.of("acme", sample("everyone")), Set.of("globex"), 1_000, 5_000)))
                .contains("tenant " + sample("everyone") + " was in slice everyone and would be in pilot");
        assertThat(whoMoves(slices(Set.of("acme"), Set.of("globex", sample("tenth")), 1_000, 5_000)))
                .contains("tenant " + sample("tenth") + " was in slice tenth and would be in late");
    }

    @Test
    void whoIsTakenOffAListWouldMoveWhereHisShareIsElsewhere() {
        assertThat(Slices.bucket("acme")).isGreaterThan(1_000);
        assertThat(whoMoves(slices(Set.of(sample("tenth")), Set.of("globex"), 1_000, 5_000)))
                .hasValueSatisfying(who -> assertThat(who).startsWith("tenant acme was in slice pilot"));
    }

    @Test
    void aShareOfTheOtherSideThatIsRaisedOrLoweredMovesSomebody() {
        assertThat(whoMoves(slices(Set.of("acme"), Set.of("globex"), 1_001, 5_000)))
                .contains("who lies at 10.0 % of all was in slice half and would be in tenth");
        assertThat(whoMoves(slices(Set.of("acme"), Set.of("globex"), 999, 5_000)))
                .contains("who lies at 9.99 % of all was in slice tenth and would be in half");
    }

    @Test
    void whoTriesTheTargetOutIsCarriedNowhereSoNobodyBecomesOneOfThose() {
        Slices now = new Slices(List.of(
                Slice.validating("probes", Set.of("probe-1", "acme")),
                Slice.of("pilot", Set.of(sample("tenth"))),
                Slice.of("tenth", 1_000),
                Slice.of("late", Set.of("globex")),
                Slice.of("half", 5_000),
                Slice.everyone("everyone")));

        assertThat(whoMoves(now)).contains("tenant acme was in slice pilot and would be in probes");
        assertThat(new Regrouping(BEFORE, now).whoMoves(slice -> "on the target"))
                .isPresent();
    }

    @Test
    void otherSlicesAreNotOtherMembers() {
        Slices fewer = new Slices(List.of(Slice.of("pilot", Set.of("acme")), Slice.everyone("everyone")));
        Slices otherwise = new Slices(List.of(Slice.of("tenth", 1_000), Slice.everyone("everyone")));

        assertThat(new Regrouping(BEFORE, fewer).isOfMembersAlone()).isFalse();
        assertThat(new Regrouping(fewer, otherwise).isOfMembersAlone()).isFalse();
    }
}
