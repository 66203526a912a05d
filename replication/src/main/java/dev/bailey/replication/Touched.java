package dev.bailey.replication;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keys of rows that a stream wrote. Immutable.
 *
 * @param all whether these are all that were written since they were last taken: false when there are more than were
 *     asked for, or some were dropped
 * @param dropped whether keys were dropped, which nobody will be told any more: there were more than are remembered, or
 *     tables were emptied; said until the call that hands out the last of the others
 */
public record Touched(Map<TableId, Set<Row>> keys, boolean all, boolean dropped) {

    public Touched {
        keys = keys.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }
}
