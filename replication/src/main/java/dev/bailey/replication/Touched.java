package dev.bailey.replication;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stream wrote since it was last asked. Immutable.
 *
 * @param keys of rows
 * @param whole tables of which nobody knows the rows: they were emptied, or more rows changed than are remembered
 */
public record Touched(Map<TableId, Set<Row>> keys, Set<TableId> whole) {

    public Touched {
        keys = keys.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        whole = Set.copyOf(whole);
    }
}
