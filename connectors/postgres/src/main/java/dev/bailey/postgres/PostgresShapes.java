package dev.bailey.postgres;

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

/** What the catalog says about tables now. Thread-safe. */
final class PostgresShapes implements Shapes {

    private static final String STANDINGS = """
            SELECT n.nspname, c.relname, c.oid::text, CASE WHEN c.relispartition THEN 'PARTITION OF '
                || i.inhparent::regclass || ' ' || pg_get_expr(c.relpartbound, c.oid) ELSE '' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_inherits i ON c.relispartition AND i.inhrelid = c.oid
            WHERE c.oid = ANY (SELECT to_regclass(name) FROM unnest(?::text[]) AS name)""";

    private final PostgresConnections connections;

    PostgresShapes(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public Optional<Table> table(TableId id) {
        return connections.call("looking at " + id, session -> TableListing.read(session, id));
    }

    @Override
    public Map<TableId, Standing> standings(Collection<TableId> tables) {
        return connections.call("looking at tables", session -> {
            Map<TableId, Standing> found = new LinkedHashMap<>();
            try (PreparedStatement statement = session.prepareStatement(STANDINGS)) {
                Object[] names = tables.stream().map(Sql::name).toArray();
                statement.setArray(1, session.createArrayOf("text", names));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.put(
                                new TableId(rows.getString(1), rows.getString(2)),
                                new Standing(rows.getString(3), rows.getString(4)));
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
        Standing standing = standings(List.of(table)).get(table);
        return standing == null || standing.partOf().isEmpty()
                ? "make it there as it is here, for instance by pg_dump --schema-only --table='" + Sql.name(table) + "'"
                : "CREATE TABLE " + Sql.name(table) + " " + standing.partOf();
    }

    @Override
    public String adding(TableId table, Column column) {
        return connections.call(
                "looking at " + table + "." + column.name(), session -> AddedColumn.statement(session, table, column));
    }

    @Override
    public String retyping(TableId table, String column, String type) {
        return "ALTER TABLE " + Sql.name(table) + " ALTER COLUMN " + Sql.name(column) + " TYPE " + type;
    }

    @Override
    public String dropping(TableId table, String column) {
        return "ALTER TABLE " + Sql.name(table) + " DROP COLUMN " + Sql.name(column);
    }
}
