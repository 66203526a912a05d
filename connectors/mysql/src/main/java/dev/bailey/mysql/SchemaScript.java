package dev.bailey.mysql;

import dev.bailey.core.Catalog.Script;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables as statements: each with its primary key before the rows come; secondary indexes, in one pass over each table,
 * and then foreign keys when they are there. A foreign key to a table that does not move is left out, for nothing could
 * satisfy it. Triggers, views, routines and events are no part of it.
 */
final class SchemaScript {

    private SchemaScript() {}

    static Script of(Connection session, List<Table> tables) throws SQLException {
        Set<TableId> moved = tables.stream().map(Table::id).collect(Collectors.toSet());
        List<String> before = new ArrayList<>();
        List<String> indexes = new ArrayList<>();
        List<String> foreignKeys = new ArrayList<>();
        for (Table table : tables) {
            CreateTable shown = CreateTable.read(session, table.id());
            String name = Sql.name(table.id().name());
            before.add(shown.bare());
            indexes.addAll(CreateTable.buildings(name, shown.waiting()));
            shown.foreignKeys().stream()
                    .filter(key -> moved.contains(
                            new TableId(key.schema().orElse(table.id().schema()), key.table())))
                    .forEach(key -> foreignKeys.add("ALTER TABLE " + name + " ADD " + key.definition()));
        }
        List<String> after = new ArrayList<>(indexes);
        after.addAll(foreignKeys);
        return new Script(before, after);
    }
}
