package dev.bailey.replication;

import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keys of rows that a stream wrote. Immutable.
 *
 * @param all whether these are all that were written since they were last taken: false when there were more than are
 *     remembered or asked for, or tables were emptied
 */
public record Touched(Map<TableId, Set<Row>> keys, boolean all) {

    public Touched {
        keys = keys.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }
}
