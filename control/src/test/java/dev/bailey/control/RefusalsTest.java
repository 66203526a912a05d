package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Column;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private long nanos;
    private final Refusals refusals = new Refusals(() -> nanos);
    private final Table table = table("int4");

    @Test
    void aTableThatWasRefusedIsLeftAloneForAPauseThatGrowsToALimit() {
        for (int seconds : new int[] {4, 8, 16, 30, 30}) {
            refusals.refuse(table, "17");

            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(refusals.holds(table, "17")).isTrue();
            pass(Duration.ofNanos(1));
            assertThat(refusals.holds(table, "17")).isFalse();
        }
    }

    @Test
    void aTableThatWasAlteredOrMadeAgainIsLookedAtAtOnce() {
        refusals.refuse(table, "17");

        assertThat(refusals.holds(table("int8"), "17")).isFalse();
        assertThat(refusals.holds(table, "18")).isFalse();
        assertThat(refusals.holds(table, "17")).isTrue();

        refusals.forget(table.id());
        assertThat(refusals.holds(table, "17")).isFalse();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static Table table(String type) {
        return new Table(
                new TableId("public", "t"), List.of(new Column("id", type, /* key= */ true, /* generated= */ false)));
    }
}
