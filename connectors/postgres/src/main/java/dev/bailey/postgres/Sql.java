package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.TableId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Names and texts as SQL spells them. */
final class Sql {

    private Sql() {}

    /** An identifier, exactly as the catalog spells it. */
    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String name(TableId table) {
        return name(table.schema()) + '.' + name(table.name());
    }

    /** Identifiers, parted by commas. */
    static String names(Collection<String> identifiers) {
        return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    /** The columns' identifiers, parted by commas. */
    static String columns(List<Column> columns) {
        return names(columns.stream().map(Column::name).toList());
    }

    /** A text; every session of ours has {@code standard_conforming_strings} on. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
