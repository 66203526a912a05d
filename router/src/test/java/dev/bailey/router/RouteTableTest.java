package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slices;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    private static final Route SERVED = Route.to(Side.SOURCE, "everyone", 4);
    private static final Route HELD = SERVED.hold(4);

    @Test
    void theHoldInWhichAnEarlierProcessEndedIsNotOneYetAndMayBeTakenUpOnce() {
        RouteTable table = table(HELD);

        assertThat(table.routes()).containsExactly(SERVED);
        assertThatCode(() -> table.requireNewer(0, HELD)).doesNotThrowAnyException();
        assertThatThrownBy(() -> table.requireNewer(0, SERVED)).isInstanceOf(Problem.class);

        table.set(0, SERVED, null);
        assertThatThrownBy(() -> table.requireNewer(0, HELD)).isInstanceOf(Problem.class);
    }

    @Test
    void aHoldThatHasEndedIsNotTakenUpByALateMessage() {
        assertThatThrownBy(() -> table(SERVED).requireNewer(0, HELD)).isInstanceOf(Problem.class);
    }

    private static RouteTable table(Route initial) {
        return new RouteTable("web", Slices.everyone("everyone"), List.of(initial));
    }
}
