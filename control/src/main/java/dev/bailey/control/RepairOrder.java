package dev.bailey.control;

import java.util.List;

/**
 * Which rows somebody wants to be mended. Immutable.
 *
 * @param store its store; empty when there is a table of that name in only one
 * @param keys as a comparison shows them; none for all rows of the table that are known to differ
 * @param dryRun whether to change nothing
 */
public record RepairOrder(String store, String table, List<String> keys, boolean dryRun) {
    public RepairOrder {
        keys = List.copyOf(keys);
    }
}
