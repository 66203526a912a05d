package dev.bailey.control;

import dev.bailey.judging.CanaryJudge;
import dev.bailey.judging.Judgement;
import dev.bailey.judging.Quantiles;
import dev.bailey.judging.Share;
import dev.bailey.router.Latencies;
import dev.bailey.router.SideAnswers;

/** Errors or times of all answers since the cutover, beside those before it. Confined to its {@link JudgeWatch}. */
final class JudgedAnswers implements JudgedPart {

    private static final double HUNDRED = 100;

    private final Trigger.Judged trigger;
    private final SideAnswers before;
    private SideAnswers now = SideAnswers.NONE;

    JudgedAnswers(Trigger.Judged trigger, Baseline baseline) {
        this.trigger = trigger;
        this.before = baseline.answers();
    }

    @Override
    public void see(Sight sight) {
        now = now.plus(sight.answers());
    }

    @Override
    public Judgement judgement(CanaryJudge judge) {
        return switch (trigger.what()) {
            case ERRORS -> judge.errors(share(before), share(now), trigger.most() / HUNDRED);
            case P50 -> latency(judge, Trigger.Percentile.P50);
            case P99 -> latency(judge, Trigger.Percentile.P99);
        };
    }

    private Judgement latency(CanaryJudge judge, Trigger.Percentile percentile) {
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
