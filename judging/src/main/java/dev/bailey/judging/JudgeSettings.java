package dev.bailey.judging;

import java.time.Duration;

/**
 * How certain a verdict is. Immutable.
 *
 * @param rules what of two answers is compared
 * @param rounds how often both sides are asked again before a difference is believed; six, for then noise that is the
 *     same on both sides passes for a difference in less than one case of 8,000
 * @param later after how long the same request has to differ again
 * @param replays part of all samples whose request the serving side answers twice more, between 0 and 1, to learn what
 *     it does not answer alike itself
 * @param replaysFirst replays of an endpoint that are made in any case, one at a time
 * @param tolerance part of an endpoint's answers that may differ unseen, between 0 and 1
 * @param certainty with which fewer than {@code tolerance} do, between 0 and 1
 */
public record JudgeSettings(
        ComparisonRules rules,
        int rounds,
        Duration later,
        double replays,
        int replaysFirst,
        double tolerance,
        double certainty) {

    public JudgeSettings {
        require(rounds > 0, "a difference is asked about at least once: " + rounds);
        require(!later.isNegative(), "later is not before: " + later);
        require(replays >= 0 && replays <= 1, "replays are a part between 0 and 1: " + replays);
        require(replaysFirst >= 0, "replaysFirst is a count: " + replaysFirst);
        require(tolerance > 0 && tolerance < 1, "a tolerance lies between 0 and 1: " + tolerance);
        require(certainty > 0 && certainty < 1, "certainty lies between 0 and 1: " + certainty);
    }

    public static JudgeSettings usual() {
        return new JudgeSettings(ComparisonRules.usual(), 6, Duration.ofSeconds(5), 0.1, 20, 0.01, 0.95);
    }

    public JudgeSettings with(ComparisonRules newRules) {
        return new JudgeSettings(newRules, rounds, later, replays, replaysFirst, tolerance, certainty);
    }

    public JudgeSettings with(Duration newLater) {
        return new JudgeSettings(rules, rounds, newLater, replays, replaysFirst, tolerance, certainty);
    }

    public JudgeSettings withTolerance(double newTolerance) {
        return new JudgeSettings(rules, rounds, later, replays, replaysFirst, newTolerance, certainty);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
