package dev.bailey.runbook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Lets time pass. */
final class WaitWork implements Work {

    /** The clock may be set meanwhile. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Wait wait;
    private final Look look;
    private final InstantSource clock;

    WaitWork(Wait wait, Look look, InstantSource clock) {
        this.wait = wait;
        this.look = look;
        this.clock = clock;
    }

    @Override
    public Outcome perform(Occasion occasion, Course course, boolean resumed, StepProgress progress)
            throws InterruptedException {
        if (wait instanceof Wait.Holds holds) {
            return holds(holds, course.begunAt().plus(holds.limit()), progress);
        }
        return until(((Wait.Until) wait).at(), progress);
    }

    private Outcome until(Instant at, StepProgress progress) throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(at)) {
            progress.tell("waits until " + at);
        }
        while (now.isBefore(at)) {
            pause(shorter(Duration.between(now, at), LOOK));
            now = clock.instant();
        }
        return new Outcome.Done(Map.of("result", "over at " + now));
    }

    private Outcome holds(Wait.Holds holds, Instant end, StepProgress progress) throws InterruptedException {
        long since = 0;
        boolean held = false;
        while (true) {
            long looked = System.nanoTime();
            Optional<String> not = look.at(holds.condition());
            if (not.isPresent()) {
                held = false;
                progress.tell("does not hold: " + not.get());
            } else {
                since = held ? since : looked;
                held = true;
                Duration lasted = Duration.ofNanos(looked - since);
                if (lasted.compareTo(holds.forAtLeast()) >= 0) {
                    return new Outcome.Done(Map.of("result", "held for " + lasted.toSeconds() + " s"));
                }
                progress.tell("holds for " + lasted.toSeconds() + " of "
                        + holds.forAtLeast().toSeconds() + " s");
            }
            Instant now = clock.instant();
            if (!now.isBefore(end)) {
                return new Outcome.Failed(holds.condition().title() + " did not hold for "
                        + holds.forAtLeast().toSeconds() + " s within "
                        + holds.limit().toSeconds() + " s"
                        + not.map(last -> ": " + last).orElse(""));
            }
            pause(shorter(holds.every(), Duration.between(now, end)));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
