package dev.bailey.runbook;

import java.time.Duration;
import java.time.Instant;

/** To let time pass. Immutable. */
public sealed interface Wait extends Action {

    @Override
    default boolean changesNothing() {
        return true;
    }

    /** Until a point in time; over at once when that is past. */
    record Until(Instant at) implements Wait {
        @Override
        public String title() {
            return "Wait until " + at;
        }
    }

    /**
     * Until a condition has held without a break.
     *
     * @param condition a command holds when it exits with 0, a request when its answer is as expected
     * @param forAtLeast how long it has to hold; a restart is a break
     * @param every how long after one look the next begins
     * @param limit after which it is given up, and a person decides
     */
    record Holds(Condition condition, Duration forAtLeast, Duration every, Duration limit) implements Wait {
        public Holds {
            if (forAtLeast.isNegative()) {
                throw new IllegalArgumentException("a condition holds for some time, or for none: " + forAtLeast);
            }
            Limits.require(every, "the time between two looks");
            Limits.requireLimit(limit, "a wait");
            if (forAtLeast.compareTo(limit) >= 0) {
                throw new IllegalArgumentException(
                        "a condition that holds for " + forAtLeast + " is not seen within the limit of " + limit);
            }
            if (condition instanceof HttpCall call && !call.maySendAgain()) {
                throw new IllegalArgumentException(
                        "a condition is looked at again and again, which is not done with a " + call.title());
            }
        }

        @Override
        public String title() {
            return "Wait for " + condition.title() + " to hold for " + forAtLeast.toSeconds() + " s";
        }
    }
}
