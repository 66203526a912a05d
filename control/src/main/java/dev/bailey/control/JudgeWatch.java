package dev.bailey.control;

import dev.bailey.judging.CanaryJudge;
import dev.bailey.judging.Judgement;
import dev.bailey.judging.Judgement.State;
import java.time.Duration;

/**
 * Judges everything since the cutover beside what was before it, after an eighth, a quarter, a half and the whole of
 * the observation, and at each whole one more, for as long as the figures fit both: who looks all the time sees
 * whatever chance brings.
 */
final class JudgeWatch implements TriggerWatch {

    private static final double RISK = 0.02;
    private static final int LOOKS = 4;

    private final JudgedPart part;
    private final Duration observation;
    private final long sinceNanos;
    private final CanaryJudge judge = new CanaryJudge(RISK / LOOKS);
    private long nextNanos;
    private boolean whole;
    private Judgement last = new Judgement(State.INCONCLUSIVE, "not judged yet");

    /** @param observation the time of the whole of it */
    JudgeWatch(JudgedPart part, Duration observation, long sinceNanos) {
        this.part = part;
        this.observation = observation;
        this.sinceNanos = sinceNanos;
        this.nextNanos = sinceNanos + observation.toNanos() / (1 << (LOOKS - 1));
    }

    @Override
    public Reading look(Sight sight) {
        part.see(sight);
        while (sight.nanos() - nextNanos >= 0) {
            last = part.judgement(judge);
            whole = nextNanos - sinceNanos >= observation.toNanos();
            nextNanos += whole ? observation.toNanos() : nextNanos - sinceNanos;
        }
        Duration lasting = Duration.ofNanos(sight.nanos() - sinceNanos);
        if (last.state() == State.FAIL) {
            return Reading.bad(lasting, /* due= */ true, last.because());
        } else if (last.state() == State.PASS && whole) {
            return Reading.fine(last.because());
        }
        return Reading.unknown(lasting, observation, last.because());
    }
}
