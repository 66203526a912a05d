package dev.bailey.testkit;

import dev.bailey.testkit.History.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What the client of one order knows about it, and so what a database may hold. Right only as long as an order has one
 * write under way at a time, and none after one with an unknown outcome. Immutable.
 *
 * @param placing null where it is paid or cancelled by someone who did not place it
 */
record OrderStory(
        String number,
        @Nullable Write placing,
        Outcome placed,
        @Nullable Write cancelling,
        Outcome cancelled,
        @Nullable String reference,
        boolean referenceKnown) {

    static OrderStory attempted(@Nullable OrderStory before, Write write) {
        OrderStory story = before != null
                ? before
                : new OrderStory(write.subject(), null, Outcome.UNKNOWN, null, Outcome.UNKNOWN, null, true);
        return story.with(write, Outcome.UNKNOWN);
    }

    OrderStory answered(Write write, Outcome outcome) {
        return with(write, outcome);
    }

    private OrderStory with(Write write, Outcome outcome) {
        return switch (write.kind()) {
            case PLACED -> new OrderStory(number, write, outcome, cancelling, cancelled, reference, referenceKnown);
            case CANCELLED -> new OrderStory(number, placing, placed, write, outcome, reference, referenceKnown);
            case PAID ->
                new OrderStory(
                        number,
                        placing,
                        placed,
                        cancelling,
                        cancelled,
                        outcome == Outcome.ACKNOWLEDGED ? write.token() : reference,
                        outcome != Outcome.UNKNOWN);
            case SWAPPED -> throw new IllegalArgumentException(write + " is not about an order");
        };
    }

    Existence existence() {
        if (placing == null || placed == Outcome.UNKNOWN) {
            return Existence.EITHER;
        }
        if (placed == Outcome.REFUSED) {
            return Existence.NOT_THERE;
        }
        if (cancelling == null || cancelled == Outcome.REFUSED) {
            return Existence.THERE;
        }
        return cancelled == Outcome.ACKNOWLEDGED ? Existence.NOT_THERE : Existence.EITHER;
    }

    /** Whether the owning side must hold the order. */
    enum Existence {
        THERE,
        NOT_THERE,
        EITHER
    }
}
