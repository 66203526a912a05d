package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.25S, 250 ms",
        "PT1.5S, 1.5 s",
        "PT30S, 30 s",
        "PT2M, 120 s",
        "PT150S, 150 s",
        "PT45M, 45 min",
        "PT3H, 3 h",
        "PT61M40S, 61 min"
    })
    void aDurationIsSaidInItsOwnUnit(Duration duration, String said) {
        assertThat(Spoken.duration(duration)).isEqualTo(said);
    }

    @Test
    void aNumberHasThreeDigitsThatSaySomething() {
        assertThat(Spoken.percent(2.3456)).isEqualTo("2.35 %");
        assertThat(Spoken.percent(0.05)).isEqualTo("0.05 %");
        assertThat(Spoken.percent(100)).isEqualTo("100 %");
        assertThat(Spoken.millis(1234.5)).isEqualTo("1235 ms");
        assertThat(Spoken.number(0)).isEqualTo("0");
    }
}
