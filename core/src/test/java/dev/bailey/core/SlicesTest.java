package dev.bailey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which tenants move together. */
class SlicesTest {

    private static final int MANY = 20_000;

    private final Slices slices = new Slices(List.of(
            Slice.of("pilot", Set.of("acme", "globex")),
            Slice.of("tenth", 1_000),
            Slice.of("half", 5_000),
            Slice.everyone("everyone")));

    @Test
    void aListWinsOverEveryShare() {
        String below = tenantsOf("tenth").iterator().next();
        Slices listed = new Slices(
                List.of(Slice.of("tenth", 1_000), Slice.of("late", Set.of(below)), Slice.everyone("everyone")));

        assertThat(listed.of(below)).isEqualTo(1);
        assertThat(slices.of("acme")).isZero();
    }

    @Test
    void sharesAreOfAllTenantsAndCountTheSlicesBefore() {
        assertThat(tenantsOf("tenth").size()).isBetween(MANY * 9 / 100, MANY * 11 / 100);
        assertThat(tenantsOf("half").size()).isBetween(MANY * 38 / 100, MANY * 42 / 100);
    }

    @Test
    void asAShareRisesNobodyBouncesBack() {
        Set<String> before = new HashSet<>();
        for (int share = 500; share < Slice.EVERYONE; share += 500) {
            Slices now = new Slices(List.of(Slice.of("part", share), Slice.everyone("everyone")));
            Set<String> in = tenants().filter(tenant -> now.of(tenant) == 0).collect(Collectors.toSet());
            assertThat(in.containsAll(before)).as("share %d", share).isTrue();
            before = in;
        }
    }

    @Test
    void whoIsNobodyGoesWithEveryone() {
        assertThat(slices.of(null)).isEqualTo(3);
        assertThat(Slices.everyone("all").of("acme")).isZero();
    }

    /** By {@code printf %s acme | md5sum}, and for good: databases compute the same. */
    @Test
    void aTenantLiesWhereEveryDatabaseSaysItDoes() {
        assertThat(Slices.bucket("acme")).isEqualTo((int) (Long.parseLong("53bce4f1", 16) % 10_000));
        assertThat(Slices.bucket("Zürich")).isEqualTo((int) (Long.parseLong("103a821a", 16) % 10_000));
    }

    @Test
    void slicesThatLeaveSomebodyOutOrNameSomebodyTwiceAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slices(List.of(Slice.of("tenth", 1_000))))
                .withMessage("the last slice is everyone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slices(
                        List.of(Slice.of("half", 5_000), Slice.of("tenth", 1_000), Slice.everyone("everyone"))))
                .withMessageContaining("slice tenth adds nobody");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slices(List.of(
                        Slice.of("one", Set.of("acme")), Slice.of("two", Set.of("acme")), Slice.everyone("everyone"))))
                .withMessage("tenant acme is in slice one and in slice two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slices(List.of(Slice.everyone("a"), Slice.everyone("b"))))
                .withMessageContaining("slice b adds nobody");
    }

    private Set<String> tenantsOf(String slice) {
        return tenants()
                .filter(tenant -> slices.all().get(slices.of(tenant)).name().equals(slice))
                .collect(Collectors.toSet());
    }

    private static Stream<String> tenants() {
        return IntStream.range(0, MANY).mapToObj(number -> "tenant-" + number);
    }
}
