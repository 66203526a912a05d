package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Shapes;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the catalog says about tables now. Thread-safe. */
final class MysqlShapes implements Shapes {

    /** A guard goes with its table when that is renamed, and is gone with one that is dropped. */
    /** Rows that were there when such a column came hold what it was then. */
    private static final Pattern COMPUTED_DEFAULT =
            Pattern.compile(" DEFAULT (?:\\(|current_timestamp|[a-z_]+\\()", Pattern.CASE_INSENSITIVE);

    private final MysqlConnections connections;
    private final TableIdentities identities;

    MysqlShapes(MysqlConnections connections) {
        this.connections = connections;
        this.identities = new TableIdentities(connections.database());
    }

    @Override
    public Optional<Table> table(TableId id) {
        return connections.call(
                "looking at " + id, session -> TableListing.read(session, id).map(TableListing::table));
    }

    @Override
    public Map<TableId, Standing> standings(Collection<TableId> tables) {
        Map<TableId, Standing> found = new LinkedHashMap<>();
        connections.call("looking at tables", identities::read).forEach((id, identity) -> {
            if (tables.contains(id)) {
                found.put(id, new Standing(identity, ""));
            }
        });
        return found;
    }

    @Override
    public boolean holds(String wider, String narrower) {
        return WiderTypes.holds(wider, narrower);
    }

    @Override
    public String creating(TableId table) {
        return shown(table).map(CreateTable::whole).orElse("make it there as it is here");
    }

    @Override
    public String adding(TableId table, Column column) {
        String definition = shown(table)
                .flatMap(shown -> shown.column(column.name()))
                .orElseGet(() -> Sql.name(column.name()) + " " + column.type());
        return "ALTER TABLE " + Sql.name(table) + " ADD COLUMN " + definition
                + (COMPUTED_DEFAULT.matcher(definition).find() ? "; then: bailey reload " + table : "");
    }

    /** With all else that the column is declared as here, where it has the type already. */
    @Override
    public String retyping(TableId table, String column, String type) {
        Optional<String> definition = table(table)
                .filter(now -> now.columns().stream()
                        .anyMatch(each ->
                                each.name().equals(column) && each.type().equals(type)))
                .flatMap(now -> shown(table))
                .flatMap(shown -> shown.column(column));
        return "ALTER TABLE " + Sql.name(table) + " MODIFY COLUMN "
                + definition.orElseGet(() -> Sql.name(column) + " " + type);
    }

    private Optional<CreateTable> shown(TableId table) {
        return connections.call(
                "looking at " + table,
                session -> TableListing.read(session, table).isPresent()
                        ? Optional.of(CreateTable.read(session, table))
                        : Optional.empty());
    }

    @Override
    public String dropping(TableId table, String column) {
        return "ALTER TABLE " + Sql.name(table) + " DROP COLUMN " + Sql.name(column);
    }

    /** Every table of the database, as the catalog has it. */
    List<TableListing> all() {
        return connections.call("listing tables", session -> TableListing.readAll(session, connections.database()));
    }
}
