package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Shapes;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the catalog says about tables now. Thread-safe. */
final class MysqlShapes implements Shapes {

    /** A guard goes with its table when that is renamed, and is gone with one that is dropped. */
    private static final String GUARDS = """
            SELECT t.TABLE_NAME, COALESCE(MAX(g.CREATED), '')
            FROM information_schema.TABLES t LEFT JOIN information_schema.TRIGGERS g
                ON g.EVENT_OBJECT_SCHEMA = t.TABLE_SCHEMA AND g.EVENT_OBJECT_TABLE = t.TABLE_NAME
                AND g.TRIGGER_NAME LIKE 'bailey\\_ins\\_%'
            WHERE t.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE' GROUP BY t.TABLE_NAME""";

    /** Rows that were there when such a column came hold what it was then. */
    private static final Pattern COMPUTED_DEFAULT =
            Pattern.compile(" DEFAULT (?:\\(|current_timestamp|[a-z_]+\\()", Pattern.CASE_INSENSITIVE);

    private final MysqlConnections connections;

    MysqlShapes(MysqlConnections connections) {
        this.connections = connections;
    }

    @Override
    public Optional<Table> table(TableId id) {
        return connections.call(
                "looking at " + id, session -> TableListing.read(session, id).map(TableListing::table));
    }

    /** No number of a table outlives its being altered or emptied, so it is known by when its guard was put on. */
    @Override
    public Map<TableId, Standing> standings(Collection<TableId> tables) {
        return connections.call("looking at tables", session -> {
            Map<TableId, Standing> found = new LinkedHashMap<>();
            try (PreparedStatement statement = session.prepareStatement(GUARDS)) {
                statement.setString(1, connections.database());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        TableId id = new TableId(connections.database(), rows.getString(1));
                        if (tables.contains(id)) {
                            found.put(id, new Standing(rows.getString(2), ""));
                        }
                    }
                }
            }
            return found;
        });
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
