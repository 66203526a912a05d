package dev.bailey.control;

import dev.bailey.runbook.Look;
import java.nio.file.Path;

/** Looks at one trigger's condition for as long as a window is open. Confined to one thread at a time. */
interface TriggerWatch extends AutoCloseable {

    /**
     * Looks once.
     *
     * @param sight what was seen since the last look
     */
    Reading look(Sight sight);

    @Override
    default void close() {}

    /**
     * What is needed to begin.
     *
     * @param sinceNanos from when on the new side was, or should have been, looked at
     * @param conflicts there were at the cutover
     * @param foreign as counted in this process at the cutover; 0 when the process is younger than that
     * @param figures as they are read
     * @param directory in which programs run
     */
    record Begin(
            long sinceNanos, Baseline baseline, long conflicts, long foreign, FigureBooks figures, Path directory) {}

    static TriggerWatch of(Trigger trigger, Begin begin) {
        if (trigger instanceof Trigger.ErrorRate rate) {
            return ShareWatch.of(rate, begin);
        } else if (trigger instanceof Trigger.Latency latency) {
            return ShareWatch.of(latency, begin);
        } else if (trigger instanceof Trigger.Judged judged) {
            return new JudgeWatch(
                    new JudgedAnswers(judged, begin.baseline()), judged.observation(), begin.sinceNanos());
        } else if (trigger instanceof Trigger.Figure figure) {
            return new JudgeWatch(
                    new JudgedFigure(
                            figure,
                            begin.baseline().figure(figure.name()),
                            begin.figures().of(figure),
                            begin.sinceNanos()),
                    figure.observation(),
                    begin.sinceNanos());
        } else if (trigger instanceof Trigger.Lag lag) {
            return new LagWatch(lag, begin.sinceNanos());
        } else if (trigger instanceof Trigger.Counted counted) {
            return switch (counted.what()) {
                case CONFLICTS -> new CountWatch(counted, begin.conflicts(), WayBack::conflicts, begin.sinceNanos());
                case FOREIGN_WRITES -> new CountWatch(counted, begin.foreign(), WayBack::foreign, begin.sinceNanos());
            };
        } else if (trigger instanceof Trigger.Own own) {
            return ProbeWatch.start(own, new Look(begin.directory()), begin.sinceNanos());
        }
        throw new IllegalStateException("a trigger that nobody watches: " + trigger);
    }
}
