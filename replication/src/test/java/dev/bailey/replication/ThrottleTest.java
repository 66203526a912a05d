package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Throttle throttle = new Throttle(/* bytesPerSecond= */ 1_000, new Stopping(), nanos::get);

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Duration rounded(Duration time) {
        return Duration.ofMillis(Math.round(time.toNanos() / 1e6));
    }

    @Test
    void theFirstGoAtOnceAndTheNextWaitForThem() {
        long first = throttle.take(500);
        long second = throttle.take(500);

        assertThat(throttle.until(first)).isZero();
        assertThat(rounded(throttle.until(second))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aChangeOfSpeedHoldsForThoseWhoWaitAndLetsNobodyPassEarly() {
        throttle.take(1_000);
        long second = throttle.take(1_000);
        after(Duration.ofMillis(500));

        throttle.bytesPerSecond(100);
        assertThat(rounded(throttle.until(second))).isEqualTo(Duration.ofSeconds(5));

        throttle.bytesPerSecond(5_000);
        assertThat(rounded(throttle.until(second))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void quietTimeIsNotSavedUp() {
        throttle.take(100);
        after(Duration.ofHours(1));

        throttle.take(1_000);
        long next = throttle.take(1);

        assertThat(rounded(throttle.until(next))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void withoutALimitNobodyWaits() {
        throttle.bytesPerSecond(Long.MAX_VALUE);
        throttle.take(Integer.MAX_VALUE);
        after(Duration.ofNanos(1));

        assertThat(throttle.until(throttle.take(1))).isZero();
    }
}
