package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.judging.CanaryJudge;
import dev.bailey.judging.Judgement;
import dev.bailey.judging.Judgement.State;
import java.util.List;

/** Values of a figure since the cutover, beside those before it. Confined to its {@link JudgeWatch}. */
final class JudgedFigure implements JudgedPart {

    private static final double HUNDRED = 100;

    private final Trigger.Figure trigger;
    private final List<Double> before;
    private final FigureBook book;
    private final long sinceNanos;

    /** @param before of the old side */
    JudgedFigure(Trigger.Figure trigger, List<Double> before, FigureBook book, long sinceNanos) {
        this.trigger = trigger;
        this.before = before;
        this.book = book;
        this.sinceNanos = sinceNanos;
    }

    @Override
    public void see(Sight sight) {
        // It is read by its book.
    }

    @Override
    public Judgement judgement(CanaryJudge judge) {
        Judgement judgement =
                judge.series(array(before), array(book.since(Side.TARGET, sinceNanos)), trigger.within() / HUNDRED);
        String because = trigger.called() + ": " + judgement.because();
        String trouble = book.trouble(Side.TARGET);
        return trouble.isEmpty() || judgement.state() == State.FAIL
                ? new Judgement(judgement.state(), because)
                : new Judgement(State.INCONCLUSIVE, because + "; it cannot be read now: " + trouble);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
