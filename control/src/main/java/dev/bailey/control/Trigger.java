package dev.bailey.control;

import dev.bailey.runbook.Condition;
import java.time.Duration;
import java.util.Locale;

/**
 * What must not be so after a cutover, and what happens when it is so for its time: docs/observing.md says exactly when
 * each holds. Immutable; {@link #name} is what journal, status and report call it.
 */
public sealed interface Trigger {

    /** Of requests that a share or a percentile is told of, where the plan does not say. */
    long REQUESTS_MIN = 100;

    /** For how long it has to hold where the plan does not say. */
    Duration TIME = Duration.ofSeconds(30);

    /** A third of it still holds what every router says once a second. */
    Duration TIME_MIN = Duration.ofSeconds(5);

    Duration TIME_MAX = Duration.ofHours(1);

    /** How often people's own conditions are asked about where the plan does not say. */
    Duration EVERY = Duration.ofSeconds(5);

    /** How often a figure is read where the plan does not say. */
    Duration FIGURE_EVERY = Duration.ofSeconds(10);

    Duration FIGURE_EVERY_MIN = Duration.ofSeconds(1);

    /** Readings in an observation: with fewer than a dozen values no series passes. */
    int FIGURES_MIN = 16;

    /** By how many percent a figure may lie off where the plan does not say. */
    double FIGURE_WITHIN = 20;

    /** How long one of them may take to answer where the plan does not say. */
    Duration LIMIT = Duration.ofSeconds(10);

    /** Without a time of its own, a condition of which nothing is known is waited for so long. */
    Duration UNKNOWN_AFTER = Duration.ofMinutes(1);

    /** Short, for people; no two of a plan have the same. Never a secret. */
    String name();

    /** What is allowed, for the end of a sentence. */
    String allowed();

    /** For how long it has to hold; zero when once is enough. */
    Duration time();

    Then then();

    /** After how long nothing is known of it, if nothing is. */
    default Duration unknownAfter() {
        return time().isZero() ? UNKNOWN_AFTER : time();
    }

    /** What happens when a condition holds. */
    enum Then {
        ROLL_BACK,
        /** People decide, and the observation waits for them. */
        ASK
    }

    /** Part of the answers, as which a latency is told. */
    enum Percentile {
        P50(50),
        P99(99);

        private final int percent;

        Percentile(int percent) {
            this.percent = percent;
        }

        int percent() {
            return percent;
        }

        String label() {
            return "p" + percent;
        }
    }

    /**
     * Too many requests that the new side answers with 5xx, or not at all.
     *
     * @param percent of those that ended
     * @param requestsMin in the time, without which nothing is known
     */
    record ErrorRate(double percent, long requestsMin, Duration time, Then then) implements Trigger {

        public ErrorRate {
            require(
                    percent > 0 && percent < 100,
                    "an error rate lies between 0 and 100 %, not at " + Spoken.percent(percent));
            require(requestsMin > 0, "an error rate needs a request: " + requestsMin);
            requireTime(time);
        }

        @Override
        public String name() {
            return "error rate above " + allowed() + " for " + Spoken.duration(time);
        }

        @Override
        public String allowed() {
            return Spoken.percent(percent);
        }
    }

    /**
     * Answers slower than so many times what they were on the old side.
     *
     * @param requestsMin in the time, without which nothing is known
     */
    record Latency(double factor, Percentile percentile, long requestsMin, Duration time, Then then)
            implements Trigger {

        public Latency {
            require(factor > 1, "a latency may grow to more than 1x, not to " + Spoken.number(factor) + "x");
            require(requestsMin > 0, "a latency needs a request: " + requestsMin);
            requireTime(time);
        }

        @Override
        public String name() {
            return percentile.label() + " above " + allowed() + " for " + Spoken.duration(time);
        }

        @Override
        public String allowed() {
            return Spoken.number(factor) + " times that before the cutover";
        }
    }

    /** What is judged of the answers. */
    enum Judging {
        ERRORS,
        P50,
        P99
    }

    /**
     * Not known to answer as well as the old side did before: once the observation's time is over that has to be
     * proven. It holds when it is proven not to be so, at one of four looks.
     *
     * @param most by how many percent more requests may fail, or how many times as long answers may take
     * @param observation the time of the whole of it
     */
    record Judged(Judging what, double most, Duration observation, Then then) implements Trigger {

        public Judged {
            require(
                    what == Judging.ERRORS ? most > 0 && most < 100 : most > 1,
                    what == Judging.ERRORS
                            ? "between 0 and 100 % more may fail, not " + Spoken.percent(most)
                            : "answers may take more than 1x as long, not " + Spoken.number(most) + "x");
            require(observation.compareTo(TIME_MIN) >= 0, "nothing is judged in " + Spoken.duration(observation));
        }

        @Override
        public String name() {
            return what == Judging.ERRORS ? "errors are judged" : what.name().toLowerCase(Locale.ROOT) + " is judged";
        }

        @Override
        public String allowed() {
            return what == Judging.ERRORS
                    ? Spoken.percent(most) + " more than before the cutover"
                    : Spoken.number(most) + " times that before the cutover";
        }

        @Override
        public Duration time() {
            return Duration.ZERO;
        }

        @Override
        public Duration unknownAfter() {
            return observation;
        }
    }

    /**
     * A figure of the application's own, such as orders in a minute, that is not known to be as it was before: as
     * {@link Judged} is.
     *
     * @param called what people call it
     * @param counts how values are made of what is read
     * @param within how many percent of its median before it may lie off
     * @param every the pause between two readings
     * @param limit of one reading
     * @param observation the time of the whole of it
     */
    record Figure(
            String called,
            FigureSource source,
            Counts counts,
            double within,
            Duration every,
            Duration limit,
            Duration observation,
            Then then)
            implements Trigger {

        public Figure {
            require(!called.isBlank(), "a figure has a name");
            require(within > 0, "no figure stays as it was to the last digit; allow more than 0 %");
            require(every.compareTo(FIGURE_EVERY_MIN) >= 0, "a figure is read at most once a second");
            require(limit.compareTo(FIGURE_EVERY_MIN) >= 0, "a figure is read within a second or more");
            require(
                    observation.compareTo(every.multipliedBy(FIGURES_MIN)) >= 0,
                    "in " + Spoken.duration(observation) + " it would be read fewer than " + FIGURES_MIN
                            + " times, which judges nothing; read it more often");
        }

        @Override
        public String name() {
            return called + (counts == Counts.UP ? " a minute is judged" : " is judged");
        }

        @Override
        public String allowed() {
            return Spoken.percent(within) + " off what it was before the cutover";
        }

        @Override
        public Duration time() {
            return Duration.ZERO;
        }

        @Override
        public Duration unknownAfter() {
            return observation;
        }
    }

    /** What is read of a figure. */
    enum Counts {
        /** A number that grows, of which the growth in a minute is judged. */
        UP,
        /** A number that is judged as it is. */
        LEVEL
    }

    /** Too large a lag of the stream that would carry the way back. */
    record Lag(Duration limit, Duration time, Then then) implements Trigger {

        public Lag {
            require(
                    limit.compareTo(Duration.ZERO) > 0,
                    "no stream is ever without lag; allow more than " + Spoken.duration(limit));
            requireTime(time);
        }

        @Override
        public String name() {
            return "lag of the way back above " + allowed() + " for " + Spoken.duration(time);
        }

        @Override
        public String allowed() {
            return Spoken.duration(limit);
        }
    }

    /** What is counted from a cutover on. */
    enum Counting {
        /** In either direction. */
        CONFLICTS("conflict"),
        /** Transactions that somebody wrote on the side that does not own the data. */
        FOREIGN_WRITES("foreign write");

        private final String one;

        Counting(String one) {
            this.one = one;
        }

        /** {@code 1 conflict}, {@code 2 conflicts}. */
        String told(long count) {
            return count + " " + one + (count == 1 ? "" : "s") + " since the cutover";
        }
    }

    /** So many of something since the cutover. */
    record Counted(Counting what, long count, Then then) implements Trigger {

        public Counted {
            require(count > 0, what.one + "s are counted from 1: " + count);
        }

        @Override
        public String name() {
            return what.told(count);
        }

        @Override
        public String allowed() {
            return "fewer than " + count;
        }

        @Override
        public Duration time() {
            return Duration.ZERO;
        }
    }

    /**
     * A question of one's own that is not answered as it should be: by HTTP, or by a program.
     *
     * @param every the pause between an answer and the next question
     */
    record Own(Condition question, Duration every, Duration time, Then then) implements Trigger {

        public Own {
            requireTime(time);
            require(every.compareTo(Duration.ZERO) > 0, "nothing is asked every " + Spoken.duration(every));
        }

        @Override
        public String name() {
            return question.title() + " fails for " + Spoken.duration(time);
        }

        @Override
        public String allowed() {
            return "no failure for so long";
        }
    }

    private static void requireTime(Duration time) {
        require(
                time.compareTo(TIME_MIN) >= 0 && time.compareTo(TIME_MAX) <= 0,
                "it has to hold for " + Spoken.duration(TIME_MIN) + " to " + Spoken.duration(TIME_MAX) + ", not "
                        + Spoken.duration(time));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
