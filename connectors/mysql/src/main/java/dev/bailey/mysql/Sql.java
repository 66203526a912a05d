package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as SQL spells them. */
final class Sql {

    private Sql() {}

    /** An identifier, exactly as the catalog spells it. */
    static String name(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }

    static String name(TableId table) {
        return name(table.schema()) + '.' + name(table.name());
    }

    /** Identifiers, parted by commas. */
    static String names(Collection<String> identifiers) {
        return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    /** A text; every session of ours reads a backslash as an escape. */
    static String literal(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
    }
}
