package dev.bailey.judging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the serving side twice at once, and drops what it does not answer alike itself before anybody waits. What is
 * left waits until the other side has caught up with the second of these answers; then both are asked in turns. What
 * passes differs in each round from what the serving side said before the wait and after it, although neither side ever
 * answered otherwise itself. Were both sides' answers drawn alike, from whatever they are drawn, chance would leave it
 * in less than {@code 2 · 4^-(rounds + 1)} of all cases. What is only late on the other side cannot pass, unless it
 * changed right after the mark that was waited for, and was changed back before the serving side was asked again.
 * Confined to one thread.
 */
final class Confirmation {

    private final AnswerComparison comparison;
    private final Sample sample;
    private final int rounds;
    private final Set<Trait> left;
    private final List<Difference> noise = new ArrayList<>();
    private List<Difference> unlike = List.of();
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
        Answer before = sample.ask(Party.SERVING);
        Answer same = sample.ask(Party.SERVING);
        answered = before.status() != 0 && same.status() != 0;
        if (answered) {
            blur(before, same);
        }
        if (answered && !left.isEmpty()) {
            answered = sample.catchUp();
        }
        for (int round = 0; round < rounds && answered && !left.isEmpty(); round++) {
            Answer now = sample.ask(Party.OTHER);
            Answer after = sample.ask(Party.SERVING);
            answered = now.status() != 0 && after.status() != 0;
            if (answered) {
                look(before, now, after);
            }
        }
        return this;
    }

    private void look(Answer before, Answer now, Answer after) {
        first = first == null ? new Pair(before, now) : first;
        unlike = comparison.compare(before, now);
        left.retainAll(Trait.of(unlike));
        left.retainAll(Trait.of(comparison.compare(after, now)));
        left.removeIf(trait -> trait.isBlurredBy(Trait.of(comparison.compare(first.now(), now))));
        blur(before, after);
    }

    private void blur(Answer old, Answer again) {
        List<Difference> amongOld = comparison.compare(old, again);
        left.removeIf(trait -> trait.isBlurredBy(Trait.of(amongOld)));
        noise.addAll(amongOld);
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

    /** What both sides answered first this time; empty when the other one was not asked. */
    Optional<Pair> first() {
        return Optional.ofNullable(first);
    }
}
