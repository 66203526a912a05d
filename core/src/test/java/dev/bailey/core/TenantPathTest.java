package dev.bailey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantPathTest {

    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId LINES = new TableId("public", "lines");
    private static final TableId NOTES = new TableId("public", "notes");
    private static final TenantPath TO_ORDERS = new TenantPath(List.of("order_id"), ORDERS, List.of("id"));
    private static final TenantPath TO_LINES = new TenantPath(List.of("line_id"), LINES, List.of("id"));
    private static final Slices SLICES =
            new Slices(List.of(Slice.of("pilot", Set.of("acme")), Slice.everyone("everyone")));
    private static final Tenancy TENANCY =
            new Tenancy(SLICES, "tenant", Map.of(), Map.of(LINES, TO_ORDERS, NOTES, TO_LINES));

    @Test
    void aPathLeadsOverEveryTableToTheOneThatHasTheTenant() {
        assertThat(TENANCY.path(NOTES)).containsExactly(TO_LINES, TO_ORDERS);
        assertThat(TENANCY.path(ORDERS)).isEmpty();
        assertThat(TENANCY.stepsMax()).isEqualTo(2);
    }

    @Test
    void aPathThatComesBackIsRefused() {
        Map<TableId, TenantPath> circle =
                Map.of(LINES, TO_ORDERS, ORDERS, new TenantPath(List.of("line"), LINES, List.of("id")));

        assertThatThrownBy(() -> new Tenancy(SLICES, "tenant", Map.of(), circle))
                .hasMessageContaining("comes back to where it was");
    }

    @Test
    void pathsAndTenantsThatValidateExcludeEachOther() {
        Slices probes = new Slices(List.of(Slice.validating("probes", Set.of("p")), Slice.everyone("everyone")));

        assertThatThrownBy(() -> new Tenancy(probes, "tenant", Map.of(), Map.of(LINES, TO_ORDERS)))
                .hasMessageContaining("could not be left out");
    }

    @Test
    void aChangeThatDoesNotTellItsTenantIsOwnedWhereAnySliceIs() {
        Change change = new Change.Insert(table(LINES), Row.of(Value.of("1"), Value.of("1")));
        Change everyones = new Change.Insert(table(ORDERS), Row.of(Value.of("1"), Value.of("1")));
        Ownership apart = Ownership.of(TENANCY, List.of(Side.TARGET, Side.SOURCE));
        Ownership sole = Ownership.of(TENANCY, List.of(Side.SOURCE, Side.SOURCE));

        assertThat(apart.owns(Side.SOURCE, change)).isTrue();
        assertThat(apart.owns(Side.TARGET, change)).isTrue();
        assertThat(apart.owns(Side.TARGET, everyones)).isFalse();
        assertThat(sole.owns(Side.TARGET, change)).isFalse();
    }

    private static Table table(TableId id) {
        return new Table(
                id,
                List.of(
                        new Column("id", "integer", /* key= */ true, /* generated= */ false),
                        new Column("order_id", "integer", /* key= */ false, /* generated= */ false)));
    }
}
