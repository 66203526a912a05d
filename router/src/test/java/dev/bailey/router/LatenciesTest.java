package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void whatCameBetweenTwoLooksIsTheirDifference() {
        Latencies before = Latencies.ofMillis(1, 2, 3);
        Latencies after = before.plus(Latencies.ofMillis(500, 900));

        Latencies between = after.minus(before);

        assertThat(between.count()).isEqualTo(2);
        assertThat(between.slowerThan(600)).isEqualTo(1);
        assertThat(between.slowerThan(10)).isEqualTo(2);
        assertThat(between.slowerThan(10_000)).isZero();
    }

    @Test
    void theTextHoldsAllOfIt() {
        Latencies latencies = Latencies.ofMillis(0.1, 20, 20, 40_000);

        Latencies read = Latencies.read(latencies.text());

        assertThat(read.count()).isEqualTo(4);
        assertThat(read.millisAt(50)).isEqualTo(latencies.millisAt(50));
        assertThat(read.plus(latencies).minus(latencies).text()).isEqualTo(read.text());
    }

    @Test
    void anAnswerTooNearToTellIsNotSlower() {
        assertThat(Latencies.ofMillis(100.2).slowerThan(100)).isZero();
    }

    @Test
    void aTextThatIsNothingOfTheSortIsRefused() {
        assertThatThrownBy(() -> Latencies.read("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("these are no latencies");
    }
}
