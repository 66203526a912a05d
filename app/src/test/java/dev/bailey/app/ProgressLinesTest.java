package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.runbook.StepStatus;
import dev.bailey.runbook.StepStatus.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final StringWriter out = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void elsewhereThanOnATerminalThereIsALineNowAndThen() {
        ProgressLines lines = new ProgressLines(new PrintWriter(out), /* terminal= */ false, nanos::get);

        lines.changed(status(State.RUNNING, "", OptionalDouble.empty()));
        lines.changed(status(State.RUNNING, "public.orders", OptionalDouble.of(0.1)));
        pass(Duration.ofSeconds(6));
        lines.changed(status(State.RUNNING, "public.orders", OptionalDouble.of(0.419)));
        lines.changed(status(State.DONE, "4 tables", OptionalDouble.of(1)));

        assertThat(out.toString().lines())
                .containsExactly(
                        "copy      Copy the tables",
                        "copy       41 %  public.orders",
                        "copy      done in 12.3 s: 4 tables");
    }

    @Test
    void onATerminalABarMoves() {
        ProgressLines lines = new ProgressLines(new PrintWriter(out), /* terminal= */ true, nanos::get);

        lines.changed(status(State.RUNNING, "public.orders", OptionalDouble.of(0.5)));
        lines.changed(status(State.RUNNING, "too soon", OptionalDouble.of(0.51)));
        pass(Duration.ofMillis(200));
        lines.changed(status(State.RUNNING, "x".repeat(100), OptionalDouble.of(0.6)));
        lines.changed(status(State.FAILED, "disk full", OptionalDouble.of(0.6)));

        assertThat(out.toString().split("\r\u001b\\[K", -1))
                .containsExactly(
                        "",
                        "copy      [##########..........] 50 %  public.orders",
                        "copy      [############........] 60 %  " + "x".repeat(37) + "...",
                        "copy      failed after 12.3 s: disk full" + System.lineSeparator());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static StepStatus status(State state, String detail, OptionalDouble fraction) {
        Optional<Duration> took = state == State.RUNNING ? Optional.empty() : Optional.of(Duration.ofMillis(12_345));
        return new StepStatus("copy", "Copy the tables", state, Optional.empty(), took, detail, fraction);
    }
}
