package dev.bailey.control;

import dev.bailey.judging.CanaryJudge;
import dev.bailey.judging.Judgement;
import dev.bailey.judging.Judgement.State;
import dev.bailey.judging.Quantiles;
import dev.bailey.judging.Share;
import dev.bailey.router.Latencies;
import dev.bailey.router.SideAnswers;
import java.time.Duration;

/**
 * Judges all answers since the cutover beside those before it, after an eighth, a quarter, a half and the whole of the
 * observation, and at each whole one more, for as long as the figures fit both: who looks all the time sees whatever
 * chance brings.
 */
final class JudgeWatch implements TriggerWatch {

    private static final double RISK = 0.02;
    private static final int LOOKS = 4;
    private static final double HUNDRED = 100;

    private final Trigger.Judged trigger;
    private final SideAnswers before;
    private final long sinceNanos;
    private final CanaryJudge judge = new CanaryJudge(RISK / LOOKS);
    private SideAnswers now = SideAnswers.NONE;
    private long nextNanos;
    private boolean whole;
    private Judgement last = new Judgement(State.INCONCLUSIVE, "not judged yet");

    JudgeWatch(Trigger.Judged trigger, Baseline baseline, long sinceNanos) {
        this.trigger = trigger;
        this.before = baseline.answers();
        this.sinceNanos = sinceNanos;
        this.nextNanos = sinceNanos + trigger.observation().toNanos() / (1 << (LOOKS - 1));
    }

    @Override
    public Reading look(Sight sight) {
        now = now.plus(sight.answers());
        while (sight.nanos() - nextNanos >= 0) {
            last = judgement();
            whole = nextNanos - sinceNanos >= trigger.observation().toNanos();
            nextNanos += whole ? trigger.observation().toNanos() : nextNanos - sinceNanos;
        }
        Duration lasting = Duration.ofNanos(sight.nanos() - sinceNanos);
        if (last.state() == State.FAIL) {
            return Reading.bad(lasting, /* due= */ true, last.because());
        } else if (last.state() == State.PASS && whole) {
            return Reading.fine(last.because());
        }
        return Reading.unknown(lasting, trigger.unknownAfter(), last.because());
    }

    private Judgement judgement() {
        return switch (trigger.what()) {
            case ERRORS -> judge.errors(share(before), share(now), trigger.most() / HUNDRED);
            case P50 -> latency(Trigger.Percentile.P50);
            case P99 -> latency(Trigger.Percentile.P99);
        };
    }

    private Judgement latency(Trigger.Percentile percentile) {
        return judge.latency(
                quantiles(before.latencies()), quantiles(now.latencies()), percentile.percent(), trigger.most());
    }

    /** Of several routers an error may be read a moment before its answer. */
    private static Share share(SideAnswers answers) {
        return new Share(Math.min(answers.bad(), answers.all()), answers.all());
    }

    private static Quantiles quantiles(Latencies latencies) {
        return new Quantiles() {
            @Override
            public long count() {
                return latencies.count();
            }

            @Override
            public double millisAt(double percent) {
                return latencies.millisAt(percent);
            }
        };
    }
}
