package dev.bailey.control;

import dev.bailey.core.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of a plan's steps in another environment, with cutover, rollback and cutover again. Immutable.
 *
 * @param number from 1
 * @param because why it did not come to its end; empty when it did
 * @param plan what the plan said then, without its addresses
 * @param schemas how the tables looked on either side, once they were made
 * @param steps how long each took, in order
 * @param pauses the longest time for which any request was held, of each change of sides
 */
public record Rehearsal(
        int number,
        Instant at,
        Duration took,
        String because,
        Fingerprint plan,
        Map<Side, Fingerprint> schemas,
        Map<String, Duration> steps,
        List<Duration> pauses,
        List<Surprise> surprises) {

    public Rehearsal {
        schemas = Map.copyOf(schemas);
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        pauses = List.copyOf(pauses);
        surprises = List.copyOf(surprises);
    }

    /**
     * Something that nobody had expected.
     *
     * @param id such as {@code 2.1}, the first of the second rehearsal
     * @param closed what was found out and done about it, and by whom
     */
    public record Surprise(String id, String sentence, Optional<String> closed) {}

    /** Whether it went through, and nothing about it is left open. */
    public boolean isGreen() {
        return because.isEmpty()
                && surprises.stream().allMatch(surprise -> surprise.closed().isPresent());
    }

    /** Why it says nothing about a run as things are now; empty when it does. */
    Optional<String> differs(Fingerprint planNow, Map<Side, Fingerprint> schemasNow) {
        if (!planNow.equals(plan)) {
            return Optional.of("the plan is another: " + planNow.sentenceSince(plan));
        }
        for (Side side : Side.values()) {
            Fingerprint then = schemas.get(side);
            Fingerprint now = schemasNow.get(side);
            if (then != null && now != null && !now.equals(then)) {
                return Optional.of("the schema of the " + side.label() + " is another: " + now.sentenceSince(then));
            }
        }
        return Optional.empty();
    }
}
