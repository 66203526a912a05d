package dev.bailey.contract;

import dev.bailey.judging.ComparisonRules;
import java.util.List;
import java.util.Map;

/**
 * Requests that are played in their order, and what of their answers is compared. Immutable.
 *
 * @param name of the file that it comes from
 * @param leftOut how many requests of the file are none of it, by why
 */
public record Contract(String name, List<Call> calls, ComparisonRules rules, Map<String, Integer> leftOut) {

    public Contract {
        calls = List.copyOf(calls);
        leftOut = Map.copyOf(leftOut);
    }
}
