package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.router.SideAnswers;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps how the old side answers, and notes it before each cutover, for what comes after it to be held against.
 * Thread-safe.
 */
final class BeforeCutover {

    private final Observing plan;
    private final ObservationLog log;
    private final Supplier<WayBack> wayBack;
    private final FigureBooks figures;
    private final LongSupplier nanoTime;
    private final RecentAnswers recent = new RecentAnswers();
    private long epoch;
    private OptionalLong foreign = OptionalLong.empty();

    BeforeCutover(
            Observing plan, ObservationLog log, Supplier<WayBack> wayBack, FigureBooks figures, LongSupplier nanoTime) {
        this.plan = plan;
        this.log = log;
        this.wayBack = wayBack;
        this.figures = figures;
        this.nanoTime = nanoTime;
    }

    ObservationLog log() {
        return log;
    }

    FigureBooks figures() {
        return figures;
    }

    /** What the old side answered since the last call. */
    synchronized void answered(SideAnswers answers) {
        recent.add(nanoTime.getAsLong(), answers);
    }

    /** To be called before anything of the move happens: afterwards nobody could tell any more. */
    synchronized void capture(Intent intent) {
        if (plan.isAsked() && intent.to() == Side.TARGET) {
            WayBack now = wayBack.get();
            Baseline baseline = new Baseline(recent.at(nanoTime.getAsLong()), figures.before());
            log.baseline(intent.epoch(), new ObservationLog.Before(baseline, now.conflicts()));
            epoch = intent.epoch();
            foreign = OptionalLong.of(now.foreign());
        }
    }

    /** Foreign writes that this process had counted before that cutover; empty when it did not live then. */
    synchronized OptionalLong foreign(long ofEpoch) {
        return epoch == ofEpoch ? foreign : OptionalLong.empty();
    }
}
