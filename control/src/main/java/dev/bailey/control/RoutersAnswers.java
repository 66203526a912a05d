package dev.bailey.control;

import dev.bailey.router.SideAnswers;
import java.util.List;
import java.util.Map;

/**
 * What one side made of its requests, as the routers say. Immutable.
 *
 * @param byRouter since each one's start, by a name that no later process of the same router has
 * @param silent a sentence for each whose figures are missing or old
 */
record RoutersAnswers(Map<String, SideAnswers> byRouter, List<String> silent) {

    RoutersAnswers {
        byRouter = Map.copyOf(byRouter);
        silent = List.copyOf(silent);
    }
}
