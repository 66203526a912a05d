package dev.bailey.control;

import java.time.Duration;
import java.util.List;

/**
 * What a plan says about the time after a cutover. Immutable.
 *
 * @param time for which conditions are looked at, until the cutover counts as settled; zero for not at all
 * @param unknown what happens when nothing is known of a condition for its time
 */
public record Observing(Duration time, List<Trigger> triggers, Trigger.Then unknown) {

    /** Where a plan has conditions and does not say for how long. */
    public static final Duration TIME = Duration.ofMinutes(45);

    /** A plan that says nothing: people look, for as long as they like. */
    public static final Observing NOTHING = new Observing(Duration.ZERO, List.of(), Trigger.Then.ASK);

    public Observing {
        triggers = List.copyOf(triggers);
        if (time.isNegative() || (time.isZero() && !triggers.isEmpty())) {
            throw new IllegalArgumentException("conditions need a time in which they are looked at: " + time);
        }
    }

    boolean isJudged() {
        return triggers.stream()
                .anyMatch(trigger -> trigger instanceof Trigger.Judged || trigger instanceof Trigger.Figure);
    }

    boolean isAsked() {
        return !time.isZero();
    }
}
