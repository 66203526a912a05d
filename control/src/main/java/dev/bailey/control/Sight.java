package dev.bailey.control;

import dev.bailey.router.SideAnswers;
import java.util.List;

/**
 * What was seen of the new side since the last look. Immutable.
 *
 * @param nanos when, as {@link System#nanoTime} tells it
 * @param answers of all routers together
 * @param silent a sentence for each router whose figures are missing
 */
record Sight(long nanos, SideAnswers answers, List<String> silent, WayBack wayBack) {

    Sight {
        silent = List.copyOf(silent);
    }
}
