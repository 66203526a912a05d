package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.TableTriggers;
import dev.bailey.core.Tenancy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Triggers that cannot be left out change sides with everyone, or not at all. */
class StoreTriggersTest {

    private static final Tenancy APART = new Tenancy(
            new Slices(List.of(Slice.of("pilot", Set.of("1")), Slice.everyone("rest"))), "tenant", Map.of());

    @Test
    void theyStandInTheWayWhereTenantsMoveApart() {
        assertThat(StoreTriggers.apart("there", new Acting(), List.of(), Optional.of(APART)))
                .hasValueSatisfying(finding -> assertThat(finding.sentence())
                        .contains("triggers at there", "a, b, c, d, e and 1 more", "in one slice"));
        assertThat(StoreTriggers.apart("there", new Acting(), List.of(), Optional.empty()))
                .isEmpty();
        assertThat(StoreTriggers.apart("there", TableTriggers.LEFT_OUT, List.of(), Optional.of(APART)))
                .isEmpty();
    }

    /** Six that act on whatever is written. */
    private record Acting() implements TableTriggers {
        @Override
        public List<Table> having(List<Table> tables) {
            return tables;
        }

        @Override
        public void requireFree(List<Table> tables) {}

        @Override
        public void putOn(List<Table> tables, TableTriggers other) {}

        @Override
        public void takeOff(List<Table> tables, TableTriggers other) {}

        @Override
        public void putBack() {}

        @Override
        public void restore() {}

        @Override
        public List<String> acting(List<Table> tables) {
            return List.of("a", "b", "c", "d", "e", "f");
        }
    }
}
