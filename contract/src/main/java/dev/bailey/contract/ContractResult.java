package dev.bailey.contract;

import java.util.List;
import java.util.Map;

/**
 * What came of playing contracts. Immutable.
 *
 * @param played requests that were sent to each side that was named
 * @param compared those of them of which both answers were compared
 * @param expectations that were looked at, on each side
 * @param leftOut requests that were not played, by why
 * @param noise what differed between answers of the old side itself and was not compared, by request
 * @param findings at most {@link #FINDINGS_MAX}
 * @param more findings that are not in the list
 */
public record ContractResult(
        int played,
        int compared,
        int expectations,
        Map<String, Integer> leftOut,
        Map<String, List<String>> noise,
        List<Finding> findings,
        int more) {

    /** Nobody reads more than this, and sides that differ in everything would fill the memory. */
    public static final int FINDINGS_MAX = 10_000;

    public ContractResult {
        leftOut = Map.copyOf(leftOut);
        findings = List.copyOf(findings);
    }

    /** Something was looked at, and nothing was found. */
    public boolean isAlike() {
        return findings.isEmpty() && compared + expectations > 0;
    }
}
