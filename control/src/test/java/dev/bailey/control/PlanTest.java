package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.router.HoldLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void aCutoverWithoutALagBudgetIsRefused() {
        assertThatThrownBy(() -> new Plan.Cutover(
                        Plan.Cutover.HOLD_MAX, HoldLimits.DEFAULT, Duration.ZERO, Duration.ofSeconds(10)))
                .hasMessage("a lag budget is more than nothing: PT0S");
    }

    @Test
    void aLeaseThatEndsInsideAHoldIsRefused() {
        assertThatThrownBy(() -> new Plan.Cutover(
                        Duration.ofSeconds(5), HoldLimits.DEFAULT, Plan.Cutover.LAG, Duration.ofSeconds(5)))
                .hasMessage("the lease, PT5S, must be longer than the hold, PT5S");
    }
}
