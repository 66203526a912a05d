package dev.bailey.replication;

import dev.bailey.core.Column;
import dev.bailey.core.Shapes;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every table as {@link Changes#table} has it, unless said otherwise. Thread-safe. */
final class FakeShapes implements Shapes {

    final Map<TableId, Optional<Table>> others = new ConcurrentHashMap<>();

    /** Told when somebody asks which tables there are. */
    Runnable onStandings = () -> {};

    @Override
    public Optional<Table> table(TableId id) {
        return others.getOrDefault(id, Optional.of(Changes.table(id.name())));
    }

    @Override
    public Map<TableId, Standing> standings(Collection<TableId> tables) {
        onStandings.run();
        return tables.stream()
                .filter(table -> table(table).isPresent())
                .collect(Collectors.toMap(Function.identity(), table -> new Standing(table.toString(), "")));
    }

    @Override
    public boolean holds(String wider, String narrower) {
        return wider.equals(narrower) || (wider.equals("text") && narrower.equals("short text"));
    }

    @Override
    public String creating(TableId table) {
        return "CREATE " + table;
    }

    @Override
    public String adding(TableId table, Column column) {
        return "ADD " + column.name();
    }

    @Override
    public String retyping(TableId table, String column, String type) {
        return "RETYPE " + column + " " + type;
    }

    @Override
    public String dropping(TableId table, String column) {
        return "DROP " + column;
    }
}
