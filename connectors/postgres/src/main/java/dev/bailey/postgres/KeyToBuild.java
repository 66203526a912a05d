package dev.bailey.postgres;

import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Primary keys that are off their tables while those are loaded. One index built at the end costs half of what a
 * million small entries cost, and all loaders at once do not meet at its root.
 */
final class KeyToBuild {

    /** What a build may sort in memory. The server's own setting is mostly its default, of 64 MB. */
    private static final String MEMORY = "256MB";

    /** A table of this name may be somebody else's, and closed to us. */
    private static final String NOTED = """
            SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE nspname = 'bailey' AND relname = 'key_to_build' AND pg_has_role(c.relowner, 'USAGE')""";

    /** Not one whose table was made again under its name since, or has got its key from somebody else. */
    private static final String IS_OFF = "relation IN (SELECT oid FROM pg_class)"
            + " AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = relation AND i.indisprimary)";

    private static final String TAKE = "DELETE FROM bailey.key_to_build WHERE table_schema = ? AND table_name = ?"
            + " RETURNING CASE WHEN " + IS_OFF + " THEN statement END";

    private static final String NOTE = Resources.text("key-to-build.sql");

    private KeyToBuild() {}

    /** In the session's transaction. Does nothing where there is no key, or it must stay. */
    static void takeOff(Connection session, TableId table) throws SQLException {
        Optional<String> drop;
        try (PreparedStatement statement = session.prepareStatement(NOTE)) {
            statement.setString(1, Sql.name(table));
            drop = text(statement);
        }
        if (drop.isPresent()) {
            run(session, drop.get());
        }
    }

    /** In the session's transaction. Does nothing where no key is off. */
    static void build(Connection session, TableId table) throws SQLException {
        Optional<String> build;
        try (PreparedStatement statement = session.prepareStatement(TAKE)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            build = text(statement);
        }
        if (build.isPresent()) {
            run(session, "SET LOCAL maintenance_work_mem = '" + MEMORY + "'");
            run(session, build.get());
        }
    }

    /** Tables whose key is off because a load of them was broken off. None where Bailey has not been yet. */
    static List<TableId> waiting(Connection session) throws SQLException {
        List<TableId> tables = new ArrayList<>();
        try (Statement statement = session.createStatement()) {
            try (ResultSet found = statement.executeQuery(NOTED)) {
                if (!found.next()) {
                    return tables;
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT table_schema, table_name FROM bailey.key_to_build WHERE " + IS_OFF)) {
                while (rows.next()) {
                    tables.add(new TableId(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return tables;
    }

    private static Optional<String> text(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
