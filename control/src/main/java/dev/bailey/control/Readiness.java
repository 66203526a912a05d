package dev.bailey.control;

import dev.bailey.core.Side;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The sentence that says all the time whether the way back is open, and what it would cost. Thread-safe. */
final class Readiness {

    /** A move waits for two marks to make the trip, and for a handful of statements on either side. */
    private static final int ROUND_TRIPS = 2;

    private final List<MovingStore> stores;
    private final Drills drills;
    private final InstantSource clock;

    Readiness(List<MovingStore> stores, Drills drills, InstantSource clock) {
        this.stores = List.copyOf(stores);
        this.drills = drills;
        this.clock = clock;
    }

    /**
     * @param owner the side that serves now
     * @param done moves so far, the last of which tells best how long the next will take
     */
    String sentence(Side owner, List<FlipRecord> done) {
        for (MovingStore store : stores) {
            for (Side side : Side.values()) {
                var failure = store.replication().stream(side).failure();
                if (failure.isPresent()) {
                    return "no way back now: " + failure.get().getMessage();
                }
            }
        }
        Side reads = owner == Side.SOURCE ? Side.TARGET : owner;
        Optional<Drills.Drill> drill = drills.last(reads);
        if (drill.isEmpty()) {
            return "no way back yet: it was not drilled";
        }
        long seconds = Duration.between(drill.get().at(), clock.instant()).toSeconds();
        String drilled = "drilled " + seconds + " s ago";
        if (owner == Side.SOURCE) {
            return "the source serves; the way back is open, " + drilled + " in "
                    + drill.get().took().toMillis() + " ms";
        }
        return "rolling back now would hold writes about " + expected(drill.get(), done) + " ms and lose 0 rows; "
                + drilled;
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
