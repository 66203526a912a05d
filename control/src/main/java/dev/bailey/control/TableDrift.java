package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Notices tables that were added, renamed or altered on a side since it was first looked at: they are in no stream, no
 * copy and no comparison, so nothing else would. Thread-safe.
 */
final class TableDrift {

    private final List<String> include;
    private final List<String> exclude;
    private final Map<Side, Map<TableId, Table>> first = new ConcurrentHashMap<>();

    /** By the patterns that choose what is carried. */
    TableDrift(List<String> include, List<String> exclude) {
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
    }

    /** What is not as it was; empty when all is, and the first time a side is looked at. */
    Optional<String> on(Side side, Catalog catalog) {
        Map<TableId, Table> now =
                catalog.tables(include, exclude).stream().collect(Collectors.toMap(Table::id, Function.identity()));
        Map<TableId, Table> before = first.putIfAbsent(side, now);
        if (before == null || before.equals(now)) {
            return Optional.empty();
        }
        for (Table table : before.values()) {
            Table there = now.get(table.id());
            if (there == null) {
                return Optional.of(table + " is gone from the " + side.label() + ", or was renamed");
            }
            if (!there.equals(table)) {
                return Optional.of(table + " on the " + side.label() + " has other columns than when the run began");
            }
        }
        return now.keySet().stream()
                .filter(id -> !before.containsKey(id))
                .findFirst()
                .map(added ->
                        added + " was created on the " + side.label() + " since the run began, and is not carried");
    }
}
