package dev.bailey.control;

import dev.bailey.core.Side;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a move ended. Immutable.
 *
 * @param owner the side that serves the slice now
 * @param stepMillis how long each step took, in order of the steps; a step that was not reached is missing
 * @param because why it did not go through; empty when it did
 */
public record Flip(
        Intent intent, Outcome outcome, Side owner, Instant at, Map<FlipStep, Long> stepMillis, String because) {

    public Flip {
        Map<FlipStep, Long> ordered = new EnumMap<>(FlipStep.class);
        ordered.putAll(stepMillis);
        stepMillis = Collections.unmodifiableMap(ordered);
    }

    public boolean isDone() {
        return outcome == Outcome.FLIPPED;
    }

    /** The three ends of a move; after each, exactly one side takes writes. */
    public enum Outcome {
        /** The other side owns the slice. */
        FLIPPED,
        /** Given up before the old side was shut for good. */
        ABORTED,
        /** Given up after that: the new side's guard was burnt first. */
        RETREATED
    }
}
