package dev.bailey.mysql;

import dev.bailey.core.Check.Severity;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Two databases as `bailey check` looks at them. */
final class Checked implements AutoCloseable {

    private final Map<Side, MysqlConnections> connections = new EnumMap<>(Side.class);
    private final List<String> excluded;

    /** @param excluded tables that are not moved */
    Checked(String source, String target, String... excluded) {
        connections.put(Side.SOURCE, new MysqlConnections(source));
        connections.put(Side.TARGET, new MysqlConnections(target));
        this.excluded = List.of(excluded);
    }

    MysqlConnections connections(Side side) {
        return Objects.requireNonNull(connections.get(side));
    }

    private MysqlCatalog catalog(Side side) {
        return new MysqlCatalog(connections(side), new MysqlShapes(connections(side)));
    }

    List<Table> tables() {
        return catalog(Side.SOURCE).tables(List.of("*.*"), excluded);
    }

    /** Everything that is found on a side, obstacles first. */
    List<Finding> found(Side side) {
        List<Finding> found = new ArrayList<>(catalog(side).obstacles(side, tables(), catalog(side.opposite())));
        found.addAll(catalog(side).advice(side, tables(), catalog(side.opposite())));
        return found;
    }

    /** What is found on both sides that people must read. */
    List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (Side side : Side.values()) {
            found(side).stream()
                    .filter(finding -> finding.check().severity() != Severity.INFO)
                    .map(finding -> side.label() + ": " + finding.check().id() + ": " + finding.sentence())
                    .forEach(troubles::add);
        }
        return troubles;
    }

    @Override
    public void close() {
        connections.values().forEach(MysqlConnections::close);
    }
}
