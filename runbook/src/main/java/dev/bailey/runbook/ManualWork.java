package dev.bailey.runbook;

import java.time.Instant;
import java.time.InstantSource;

/** Waits until a person says that it is done. */
final class ManualWork implements Work {

    private final Manual manual;
    private final Desk desk;
    private final InstantSource clock;

    ManualWork(Manual manual, Desk desk, InstantSource clock) {
        this.manual = manual;
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public Outcome perform(Occasion occasion, Course course, boolean resumed, StepProgress progress)
            throws InterruptedException {
        String called = occasion.isUndo() ? "'" + occasion.key() + "'" : occasion.step();
        new Asking(desk, progress)
                .decision(occasion.key(), course.begunAt(), /* again= */ false, () -> sentence(called));
        return new Outcome.Decided();
    }

    private String sentence(String called) {
        StringBuilder sentence = new StringBuilder(manual.sentence());
        manual.owner().ifPresent(owner -> sentence.append(" (").append(owner).append(')'));
        manual.due().ifPresent(due -> sentence.append(due(due, clock.instant())));
        return sentence.append(" Then \"bailey confirm ")
                .append(called)
                .append("\".")
                .toString();
    }

    private static String due(Instant due, Instant now) {
        return now.isAfter(due) ? " OVERDUE: it was due at " + due + "." : " Due at " + due + ".";
    }
}
