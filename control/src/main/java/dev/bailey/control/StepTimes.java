package dev.bailey.control;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Adds up how long the steps of one flip take. Confined to the thread that carries it out. */
final class StepTimes {

    private final Map<FlipStep, Long> nanos = new EnumMap<>(FlipStep.class);
    private long since = System.nanoTime();

    /** The time since the last call, or since the start, was spent on this step. */
    void spentOn(FlipStep step) {
        long now = System.nanoTime();
        nanos.merge(step, now - since, Long::sum);
        since = now;
    }

    Map<FlipStep, Long> millis() {
        Map<FlipStep, Long> millis = new EnumMap<>(FlipStep.class);
        nanos.forEach((step, spent) -> millis.put(step, TimeUnit.NANOSECONDS.toMillis(spent)));
        return millis;
    }
}
