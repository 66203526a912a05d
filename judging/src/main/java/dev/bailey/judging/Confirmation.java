package dev.bailey.judging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks both sides again, in turns, each time when the one that follows has caught up. What is left differs in each
 * round although neither side ever answered otherwise itself. Were both sides' answers drawn alike, from whatever they
 * are drawn, chance would leave it in less than {@code 2 · 4^-rounds} of all cases. Confined to one thread.
 */
final class Confirmation {

    private final AnswerComparison comparison;
    private final Sample sample;
    private final int rounds;
    private final Set<Trait> left;
    private final List<Difference> noise = new ArrayList<>();
    private final List<Difference> unlike = new ArrayList<>();
    private @Nullable Pair first;
    private boolean answered = true;

    /** What both sides answered, one after the other. */
    record Pair(Answer old, Answer now) {}

    /** Asks nothing yet. */
    Confirmation(AnswerComparison comparison, Sample sample, Set<Trait> suspected, int rounds) {
        this.comparison = comparison;
        this.sample = sample;
        this.rounds = rounds;
        this.left = new HashSet<>(suspected);
    }

    /** Returns itself, when all rounds are over, or nothing is left to be told apart. */
    Confirmation run() throws InterruptedException {
        for (int round = 0; round < rounds && !left.isEmpty() && answered; round++) {
            Answer old = sample.ask(Party.SERVING);
            answered = old.status() != 0 && sample.catchUp();
            if (!answered) {
                return this;
            }
            Answer now = sample.ask(Party.OTHER);
            answered = now.status() != 0;
            if (answered) {
                look(old, now);
            }
        }
        return this;
    }

    private void look(Answer old, Answer now) {
        List<Difference> sides = comparison.compare(old, now);
        List<Difference> amongOld = first == null ? List.of() : comparison.compare(first.old(), old);
        List<Difference> amongNew = first == null ? List.of() : comparison.compare(first.now(), now);
        first = first == null ? new Pair(old, now) : first;
        left.retainAll(Trait.of(sides));
        left.removeIf(trait -> trait.isBlurredBy(Trait.of(amongOld)) || trait.isBlurredBy(Trait.of(amongNew)));
        noise.addAll(amongOld);
        unlike.clear();
        unlike.addAll(sides);
    }

    /** False when a side did not answer or did not catch up, so that nothing is known. */
    boolean isAnswered() {
        return answered;
    }

    /** What differs and is no noise, as the last round showed it. */
    List<Difference> confirmed() {
        return unlike.stream()
                .filter(difference -> left.contains(Trait.of(difference)))
                .toList();
    }

    /** In what the serving side differed from itself. */
    List<Difference> noise() {
        return noise;
    }

    /** What both sides answered first this time; empty when they did not. */
    Optional<Pair> first() {
        return Optional.ofNullable(first);
    }
}
