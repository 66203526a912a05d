package dev.bailey.control;

import dev.bailey.router.SideAnswers;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * Looks at a part of the requests: those that failed, or those that took too long. That a percentile is above a limit
 * is the same as that more than the rest of the answers are slower than it, so one rule decides about both.
 */
final class ShareWatch implements TriggerWatch {

    private static final double HUNDRED = 100;

    private final Trigger trigger;
    private final long requestsMin;
    private final ToLongFunction<SideAnswers> bad;
    private final ToLongFunction<SideAnswers> all;
    private final Figure figure;
    private final Excess excess;
    private final long sinceNanos;
    private long silentNanos;
    private boolean silent;

    /** Says what was measured. */
    private interface Figure {
        String of(Excess.Judgement judgement);
    }

    private ShareWatch(
            Trigger trigger,
            double allowed,
            long requestsMin,
            ToLongFunction<SideAnswers> bad,
            ToLongFunction<SideAnswers> all,
            Figure figure,
            long sinceNanos) {
        this.trigger = trigger;
        this.requestsMin = requestsMin;
        this.bad = bad;
        this.all = all;
        this.figure = figure;
        this.excess = new Excess(allowed, trigger.time(), requestsMin, sinceNanos);
        this.sinceNanos = sinceNanos;
    }

    static TriggerWatch of(Trigger.ErrorRate rate, Begin begin) {
        return new ShareWatch(
                rate,
                rate.percent() / HUNDRED,
                rate.requestsMin(),
                SideAnswers::bad,
                SideAnswers::all,
                judgement -> "error rate of " + Spoken.percent(judgement.percent()) + " on the target",
                begin.sinceNanos());
    }

    static TriggerWatch of(Trigger.Latency latency, Begin begin) {
        OptionalDouble before = begin.baseline().millis(latency.percentile());
        if (before.isEmpty()) {
            return new Unmeasured(latency, begin.baseline(), begin.sinceNanos());
        }
        double limit = before.getAsDouble() * latency.factor();
        double allowed = 1 - latency.percentile().percent() / HUNDRED;
        return new ShareWatch(
                latency,
                allowed,
                latency.requestsMin(),
                answers -> answers.latencies().slowerThan(limit),
                answers -> answers.latencies().count(),
                judgement -> Spoken.percent(judgement.percent()) + " of the answers of the target slower than "
                        + Spoken.millis(limit) + " (" + latency.percentile().label() + " was "
                        + Spoken.millis(before.getAsDouble()) + " before)",
                begin.sinceNanos());
    }

    @Override
    public Reading look(Sight sight) {
        excess.add(sight.nanos(), bad.applyAsLong(sight.answers()), all.applyAsLong(sight.answers()));
        Excess.Judgement judgement = excess.judge();
        if (!sight.silent().isEmpty()) {
            silentNanos = silent ? silentNanos : sight.nanos();
            silent = true;
            return Reading.unknown(
                    Duration.ofNanos(sight.nanos() - silentNanos),
                    trigger.unknownAfter(),
                    String.join("; ", sight.silent()));
        }
        silent = false;
        if (judgement.all() < requestsMin) {
            Duration looked = Duration.ofNanos(sight.nanos() - sinceNanos);
            Duration lasting = looked.compareTo(trigger.time()) < 0 ? looked : trigger.time();
            return Reading.unknown(
                    lasting,
                    trigger.unknownAfter(),
                    judgement.all() + " requests in " + Spoken.duration(lasting) + ", fewer than " + requestsMin);
        }
        return judgement.badFor().isZero()
                ? Reading.fine(figure.of(judgement))
                : Reading.bad(judgement.badFor(), judgement.certain(), figure.of(judgement));
    }

    /** A latency that cannot be compared with anything. */
    private record Unmeasured(Trigger.Latency latency, Baseline baseline, long sinceNanos) implements TriggerWatch {

        @Override
        public Reading look(Sight sight) {
            return Reading.unknown(
                    Duration.ofNanos(sight.nanos() - sinceNanos),
                    latency.unknownAfter(),
                    "only " + baseline.latencies().count()
                            + " answers are known from before the cutover, too few for a "
                            + latency.percentile().label() + " to compare with");
        }
    }
}
