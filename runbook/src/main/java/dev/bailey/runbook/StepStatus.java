package dev.bailey.runbook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one step stands. Immutable.
 *
 * @param startedAt empty while it waits
 * @param took from its start to its end, over all attempts of this process; empty before that
 * @param detail what it is doing, or why it failed; may be empty
 * @param fraction how much is done, where the step tells
 */
public record StepStatus(
        String name,
        String title,
        State state,
        Optional<Instant> startedAt,
        Optional<Duration> took,
        String detail,
        OptionalDouble fraction) {

    static StepStatus waiting(Step step) {
        return new StepStatus(
                step.name(),
                step.title(),
                State.WAITING,
                Optional.empty(),
                Optional.empty(),
                "",
                OptionalDouble.empty());
    }

    StepStatus running(Instant start) {
        return new StepStatus(
                name, title, State.RUNNING, Optional.of(start), Optional.empty(), "", OptionalDouble.empty());
    }

    StepStatus with(String newDetail, OptionalDouble newFraction) {
        State now = state == State.ASKING ? State.RUNNING : state;
        return new StepStatus(name, title, now, startedAt, took, newDetail, newFraction);
    }

    StepStatus asking(String sentence) {
        return new StepStatus(name, title, State.ASKING, startedAt, took, sentence, fraction);
    }

    StepStatus over(State end, Optional<Instant> start, Optional<Duration> duration, String newDetail) {
        return new StepStatus(name, title, end, start, duration, newDetail, fraction);
    }

    /** Where a step is in its life. */
    public enum State {
        WAITING,
        RUNNING,
        /** Runs, and waits for a person. */
        ASKING,
        DONE,
        FAILED,
        /** Done in an earlier run of the same migration. */
        SKIPPED
    }
}
