package dev.bailey.runbook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** A step and how it stands in this run. Thread-safe. */
final class StepRun implements StepProgress {

    private final Step step;
    private final List<RunbookListener> listeners;
    private StepStatus status;

    StepRun(Step step, List<RunbookListener> listeners) {
        this.step = step;
        this.listeners = listeners;
        this.status = StepStatus.waiting(step);
    }

    Step step() {
        return step;
    }

    synchronized StepStatus status() {
        return status;
    }

    void started(Instant at) {
        change(now -> now.running(at));
    }

    void done(Duration took) {
        change(now -> now.over(StepStatus.State.DONE, now.startedAt(), Optional.of(took), now.detail()));
    }

    void failed(Duration took, String because) {
        change(now -> now.over(StepStatus.State.FAILED, now.startedAt(), Optional.of(took), because));
    }

    void skipped(Optional<Instant> startedAt, Optional<Duration> took, String detail) {
        change(now -> now.over(StepStatus.State.SKIPPED, startedAt, took, detail));
    }

    @Override
    public void tell(String detail) {
        change(now -> now.with(detail, now.fraction()));
    }

    @Override
    public void ask(String sentence) {
        change(now -> now.asking(sentence));
    }

    @Override
    public void fraction(double done) {
        change(now -> now.with(now.detail(), OptionalDouble.of(Math.min(1, Math.max(0, done)))));
    }

    // Under the lock, so that listeners hear changes in the order in which they were made.
    private synchronized void change(UnaryOperator<StepStatus> next) {
        status = next.apply(status);
        listeners.forEach(listener -> listener.changed(status));
    }
}
