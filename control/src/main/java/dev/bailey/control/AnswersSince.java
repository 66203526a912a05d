package dev.bailey.control;

import dev.bailey.router.SideAnswers;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what routers have counted since their start into what came between two looks. Counts that a silent router could
 * not tell come with its next word, so nothing is missing then. Confined to one thread at a time.
 */
final class AnswersSince {

    private Map<String, SideAnswers> last;

    /** @param now from where on to count */
    AnswersSince(RoutersAnswers now) {
        last = now.byRouter();
    }

    /** Of all routers together. One that was not there before says only from where on it counts. */
    SideAnswers take(RoutersAnswers now) {
        SideAnswers sum = SideAnswers.NONE;
        for (Map.Entry<String, SideAnswers> router : now.byRouter().entrySet()) {
            Optional<SideAnswers> before = Optional.ofNullable(last.get(router.getKey()));
            if (before.isPresent()) {
                sum = sum.plus(router.getValue().minus(before.get()));
            }
        }
        last = now.byRouter();
        return sum;
    }
}
