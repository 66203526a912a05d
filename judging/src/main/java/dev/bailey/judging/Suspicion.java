package dev.bailey.judging;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A difference that is not believed yet. Immutable.
 *
 * @param traits what differs
 * @param last what both sides answered when they were last asked; null when they were not
 * @param nanos when that was
 * @param times how often it was confirmed
 */
record Suspicion(
        EndpointBook book, Sample sample, Set<Trait> traits, Confirmation.@Nullable Pair last, long nanos, int times) {

    /** At once, and four times later, each time after twice as long. */
    private static final int ENOUGH = 5;

    Suspicion {
        traits = Set.copyOf(traits);
    }

    int status() {
        return sample.first(Party.SERVING).status();
    }

    /** Whether the other one is of the same endpoint, and suspects as much. */
    boolean isIn(Suspicion other) {
        return other.book == book && other.traits.containsAll(traits);
    }

    /** When it is to be looked at again, as {@link System#nanoTime} tells it. */
    long due(Duration later) {
        return nanos + (later.toNanos() << (times - 1));
    }

    Suspicion confirmed(Set<Trait> left, Confirmation.Pair answers, long now) {
        return new Suspicion(book, sample, left, answers, now, times + 1);
    }

    boolean isProven() {
        return times >= ENOUGH;
    }

    /** How it is known, for people. */
    String proof(JudgeSettings settings) {
        return "in " + times + " looks both sides stuck to it in all " + times * settings.rounds() + " answers of each";
    }
}
