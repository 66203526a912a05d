package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whose writes are known to be on the target. */
class RecentWritesTest {

    private final RecentWrites writes = new RecentWrites();

    @Test
    void beforeTheFirstRoundIsCoveredNobodysWritesAre() {
        assertThat(writes.areCovered("acme", 0)).isFalse();
        assertThat(writes.areCovered("acme", writes.beginRound())).isTrue();
    }

    @Test
    void aWriteIsCoveredByARoundThatBeganAfterItsEndAndByNoneBefore() {
        long before = writes.beginRound();
        writes.ended(writes.began("acme"));

        assertThat(writes.areCovered("acme", before)).isFalse();
        assertThat(writes.areCovered("acme", writes.beginRound())).isTrue();
        assertThat(writes.areCovered("globex", before)).isTrue();
    }

    @Test
    void aWriteThatIsUnderWayIsCoveredByNoRound() {
        int one = writes.began("acme");
        int other = writes.began("acme");
        writes.ended(one);

        assertThat(writes.areCovered("acme", writes.beginRound())).isFalse();
        writes.ended(other);
        assertThat(writes.areCovered("acme", writes.beginRound())).isTrue();
    }

    @Test
    void aWriteThatNamesNoTenantIsEverybodys() {
        long before = writes.beginRound();
        int place = writes.began(null);
        assertThat(writes.areCovered("acme", before)).isFalse();
        writes.ended(place);

        assertThat(writes.areCovered("acme", before)).isFalse();
        assertThat(writes.areCovered("acme", writes.beginRound())).isTrue();
    }

    @Test
    void howeverManyTenantsWriteNoneIsForgottenBeforeItIsCovered() {
        long before = writes.beginRound();
        int tenants = 3 * RecentWrites.PLACES;
        IntStream.range(0, tenants).forEach(i -> writes.ended(writes.began("tenant " + i)));

        assertThat(IntStream.range(0, tenants)).noneMatch(i -> writes.areCovered("tenant " + i, before));
        long after = writes.beginRound();
        assertThat(IntStream.range(0, tenants)).allMatch(i -> writes.areCovered("tenant " + i, after));
    }

    @Test
    void tenantsAreSpreadOverThePlacesAndNoneTakesThatOfWritesWithoutOne() {
        Set<Integer> places = new HashSet<>();
        IntStream.range(0, 1_000).forEach(i -> places.add(RecentWrites.place("tenant-" + i)));

        assertThat(places).hasSizeGreaterThan(950).doesNotContain(RecentWrites.place(null));
        assertThat(RecentWrites.place("")).isNotEqualTo(RecentWrites.place(null));
    }
}
