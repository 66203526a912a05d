package dev.bailey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Catalog.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Pace PACE =
            new Pace(new TableId("public", "orders"), 20_001, Duration.ofMillis(41), 2_000_000, 100_000);

    @Test
    void anEstimateIsToTheMillisecond() {
        assertThat(PACE.timeFor(3_000_000)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void allOfItTakesNoLessThanThePartThatWasMeasured() {
        assertThat(PACE.timeFor(8_000)).isEqualTo(Duration.ofMillis(41));
    }
}
