package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Stopwatch stopwatch = new Stopwatch(nanos::get);

    private void record(long millis) {
        stopwatch.recordNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void whatIsLongAgoCountsInTheWholeAndNotOfLate() {
        record(100);
        assertThat(stopwatch.recent())
                .isNotNull()
                .satisfies(recent -> assertThat(recent.p99()).isBetween(99.0, 101.0));
        after(Duration.ofSeconds(3));
        record(5);
        assertThat(stopwatch.recent())
                .isNotNull()
                .satisfies(recent -> assertThat(recent.max()).isBetween(99.0, 101.0));

        after(Duration.ofSeconds(3));

        assertThat(stopwatch.recent())
                .isNotNull()
                .satisfies(recent -> assertThat(recent.max()).isBetween(4.9, 5.1));
        assertThat(stopwatch.percentiles())
                .isNotNull()
                .satisfies(all -> assertThat(all.max()).isBetween(99.0, 101.0));
    }

    @Test
    void ofLateThereIsNothingWhenNothingCame() {
        record(100);
        assertThat(stopwatch.percentiles()).isNotNull();

        after(Duration.ofMinutes(1));

        assertThat(stopwatch.recent()).isNull();
    }

    @Test
    void manyLooksInAMomentLoseNothing() {
        for (int i = 0; i < 100; i++) {
            record(i);
            assertThat(stopwatch.percentiles()).isNotNull();
            after(Duration.ofMillis(1));
        }

        assertThat(stopwatch.recent())
                .isNotNull()
                .satisfies(recent -> assertThat(recent.p50()).isBetween(48.0, 51.0));
    }
}
