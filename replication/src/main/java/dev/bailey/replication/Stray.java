package dev.bailey.replication;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table that is in the log and no part of the stream. While one that is a part is missing, it may be that one under
 * another name, and to pass over its changes would lose them; else it has left, or was never asked for. Immutable.
 */
record Stray(Line line, TableId table) {

    /** @throws Problem when it may be one that is followed */
    void requireHarmless() {
        Set<TableId> known = line.tables().known();
        Set<TableId> missing = new TreeSet<>(known);
        missing.removeAll(line.from().shapes().standings(known).keySet());
        Optional<TableId> first = missing.stream().findFirst();
        if (first.isPresent()) {
            String side = line.reads().label();
            throw new Problem(
                    Problem.Kind.MISFIT,
                    "table " + table + " is in the log of the " + side + ", where " + first.get()
                            + " is missing: if it was renamed, name it back, or rename it on the "
                            + line.reads().opposite().label() + " as well; the stream goes on by itself then");
        }
    }
}
