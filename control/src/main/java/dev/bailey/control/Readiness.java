package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The sentence that says all the time whether the way back is open, and what it would cost. Thread-safe. */
final class Readiness {

    /** A move waits for two marks to make the trip, and for a handful of statements on either side. */
    private static final int ROUND_TRIPS = 2;

    private final Drills drills;
    private final InstantSource clock;

    Readiness(Drills drills, InstantSource clock) {
        this.drills = drills;
        this.clock = clock;
    }

    /**
     * @param owner the side that serves now
     * @param gates of the move to the other side
     * @param done moves so far, the last of which tells best how long the next will take
     * @param verdict of both sides, without which nobody knows what a rollback would lose
     */
    String sentence(Side owner, List<NamedGate> gates, List<FlipRecord> done, Verdict verdict) {
        Optional<Drills.Drill> drill = drills.last(Side.TARGET);
        if (drill.isEmpty()) {
            return "no way back yet: it was not drilled";
        }
        String drilled =
                "drilled " + Duration.between(drill.get().at(), clock.instant()).toSeconds() + " s ago";
        Optional<NamedGate> closed =
                gates.stream().filter(gate -> !gate.gate().isOpen()).findFirst();
        if (owner == Side.SOURCE) {
            return "the source serves; "
                    + closed.map(gate -> "no cutover now: " + gate.because())
                            .orElse("the way to the target and back is open, " + drilled + " in "
                                    + drill.get().took().toMillis() + " ms");
        }
        return closed.map(gate -> "no way back now: " + gate.because())
                .orElseGet(() -> "rolling back now would hold writes about " + expected(drill.get(), done) + " ms and "
                        + loss(verdict) + "; " + drilled);
    }

    private static String loss(Verdict verdict) {
        return verdict instanceof Verdict.Equal
                ? "lose 0 rows"
                : "nobody knows what it would lose: the sides are " + verdict.sentence();
    }

    private static long expected(Drills.Drill drill, List<FlipRecord> done) {
        for (int i = done.size() - 1; i >= 0; i--) {
            OptionalLong pause = done.get(i).pauseMillis();
            if (pause.isPresent()) {
                return pause.getAsLong();
            }
        }
        return drill.took().toMillis() * ROUND_TRIPS;
    }
}
