package dev.bailey.postgres;

import dev.bailey.core.TableId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the log leaves out of its descriptions of tables, asked of the catalog. Confined to one thread. */
final class LogCatalog {

    private static final String PRIMARY_KEY = """
            SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indisprimary AND i.indimmediate AND i.indisvalid AND i.indrelid = to_regclass(?)""";

    private static final String SPELLINGS = """
            SELECT format_type(oid, modifier) FROM unnest(?::oid[], ?::int[]) WITH ORDINALITY AS t (oid, modifier, n)
            ORDER BY n""";

    private static final String NAME = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = ?""";

    private final PostgresConnections connections;
    private final Map<Type, String> spelled = new HashMap<>();

    LogCatalog(PostgresConnections connections) {
        this.connections = connections;
    }

    /**
     * What a table is called now: between a change and its reading it may have been renamed, and back.
     *
     * @param logged its name at the time of the change, which stays that of a table that is gone
     */
    TableId name(long relation, TableId logged) {
        if (logged.schema().equals("bailey")) {
            return logged;
        }
        return connections.call("reading the name of " + logged, session -> {
            try (PreparedStatement statement = session.prepareStatement(NAME)) {
                statement.setLong(1, relation);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new TableId(row.getString(1), row.getString(2)) : logged;
                }
            }
        });
    }

    /** A type as the log names it: by numbers. */
    record Type(long oid, int modifier) {}

    /** The types as the catalog spells them, in the same order. */
    List<String> spell(List<Type> types) {
        List<Type> unknown = types.stream()
                .distinct()
                .filter(type -> !spelled.containsKey(type))
                .toList();
        if (!unknown.isEmpty()) {
            List<String> found = ask(unknown);
            for (int i = 0; i < found.size(); i++) {
                spelled.put(unknown.get(i), found.get(i));
            }
        }
        return types.stream().map(type -> spelled.getOrDefault(type, "")).toList();
    }

    private List<String> ask(List<Type> types) {
        return connections.call("reading the names of types", session -> {
            try (PreparedStatement statement = session.prepareStatement(SPELLINGS)) {
                statement.setArray(
                        1,
                        session.createArrayOf(
                                "int8", types.stream().map(Type::oid).toArray()));
                statement.setArray(
                        2,
                        session.createArrayOf(
                                "int4", types.stream().map(Type::modifier).toArray()));
                return texts(statement);
            }
        });
    }

    /** The columns of a table's primary key. */
    Set<String> primaryKey(TableId table) {
        return connections.call("reading the key of " + table, session -> {
            try (PreparedStatement statement = session.prepareStatement(PRIMARY_KEY)) {
                statement.setString(1, Sql.name(table));
                return new HashSet<>(texts(statement));
            }
        });
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
