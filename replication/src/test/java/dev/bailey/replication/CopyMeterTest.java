package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Catalog;
import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import org.junit.jupiter.api.Test;

class CopyMeterTest {

    private final CopyMeter meter = new CopyMeter();
    private final TableId table = new TableId("public", "a");
    private final Catalog.Size size = new Catalog.Size(10, 100);

    @Test
    void aTableThatWaitsOrIsCopiedIsNotCopiedASecondTime() {
        assertThat(meter.waits(table, size)).isTrue();
        assertThat(meter.waits(table, size)).isFalse();

        meter.started(table);
        assertThat(meter.waits(table, size)).isFalse();

        meter.done(table);
        assertThat(meter.waits(table, size)).isTrue();
    }

    @Test
    void aCopyThatIsWantedWhileOneRunsFollowsItUnlessThatBeginsAgainByItself() {
        meter.waits(table, size);
        assertThat(meter.wants(table, size)).as("one waits").isFalse();

        meter.started(table);
        assertThat(meter.wants(table, size)).as("one runs").isFalse();
        assertThat(meter.done(table)).isFalse();
        assertThat(meter.isOpen(table)).isTrue();

        meter.wants(table, size);
        meter.started(table);
        assertThat(meter.done(table)).isTrue();
        assertThat(meter.isOpen(table)).isFalse();
        assertThat(meter.wants(table, size)).as("none runs").isTrue();
    }

    @Test
    void aTableThatWaitsIsShownAndNotDone() {
        meter.waits(table, size);

        CopyProgress progress = meter.progress(/* tablesDone= */ 1, /* tablesAll= */ 1);

        assertThat(progress.waiting()).containsExactly(table);
        assertThat(progress.current()).isEmpty();
        assertThat(progress.done()).isFalse();
    }

    @Test
    void troubleIsNewsOncePerMessageAndGoneWhenTheTableIsCopied() {
        meter.waits(table, size);
        meter.started(table);

        assertThat(meter.troubled(table, trouble("the link was cut"))).isTrue();
        assertThat(meter.troubled(table, trouble("the link was cut"))).isFalse();
        assertThat(meter.troubled(table, trouble("the disk is full"))).isTrue();
        assertThat(meter.progress(0, 1).trouble())
                .hasValueSatisfying(last -> assertThat(last).hasMessage("the disk is full"));

        meter.done(table);
        assertThat(meter.progress(1, 1).trouble()).isEmpty();
    }

    @Test
    void aFailureIsToldUntilTheTableIsCopiedAnew() {
        meter.waits(table, size);
        meter.started(table);

        meter.failed(table, trouble("the server refuses a value"));
        assertThat(meter.progress(0, 1).failure()).isPresent();

        meter.waits(table, size);
        assertThat(meter.progress(0, 1).failure()).isEmpty();
    }

    private static Problem trouble(String message) {
        return new Problem(Problem.Kind.BUSY, message);
    }
}
