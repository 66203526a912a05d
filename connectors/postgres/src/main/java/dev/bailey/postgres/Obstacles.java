package dev.bailey.postgres;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What stands in the way of moving tables from or to a database. */
final class Obstacles {

    private static final String SENTENCES = Resources.text("obstacles.sql");

    /** Before the first run there is no such table; and one of somebody else's is found to be an obstacle. */
    private static final String NOTED = """
            SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE nspname = 'bailey' AND relname = 'copied' AND pg_has_role(c.relowner, 'USAGE')""";

    private final PostgresConnections here;
    private final PostgresConnections there;

    Obstacles(PostgresConnections here, PostgresConnections there) {
        this.here = here;
        this.there = there;
    }

    List<Finding> read(Side side, List<Table> tables) {
        Optional<String> us = OwnWrite.heldUser(here);
        Set<String> held = new TreeSet<>();
        List<String> where = new ArrayList<>();
        us.ifPresent(user -> add(user, here, held, where));
        if (side == Side.SOURCE) {
            // What hangs on the source's tables is made on the target too, where the other user meets it.
            OwnWrite.heldUser(there).ifPresent(user -> add(user, there, held, where));
        }
        List<TableId> ids = tables.stream().map(Table::id).toList();
        return here.call("looking for what stands in the way", connection -> {
            List<TableId> copied = copied(connection);
            List<TableId> keyless = KeyToBuild.waiting(connection);
            try (PreparedStatement statement = connection.prepareStatement(SENTENCES)) {
                statement.setArray(1, texts(connection, ids, TableId::schema));
                statement.setArray(2, texts(connection, ids, TableId::name));
                statement.setArray(3, texts(connection, held, Function.identity()));
                statement.setArray(4, texts(connection, copied, TableId::schema));
                statement.setArray(5, texts(connection, copied, TableId::name));
                statement.setBoolean(6, us.isEmpty());
                statement.setBoolean(7, side == Side.TARGET);
                statement.setArray(8, texts(connection, keyless, TableId::schema));
                statement.setArray(9, texts(connection, keyless, TableId::name));
                statement.setString(10, String.join(" and ", where));
                List<Finding> found = Advice.found(statement.executeQuery());
                found.sort(Comparator.comparing(
                        finding -> PostgresCheck.of(finding.check().id())));
                return found;
            }
        });
    }

    private static void add(String user, PostgresConnections at, Set<String> held, List<String> where) {
        held.add(user);
        where.add(user + " at " + at.where());
    }

    private static List<TableId> copied(Connection connection) throws SQLException {
        List<TableId> copied = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet noted = statement.executeQuery(NOTED)) {
                if (!noted.next()) {
                    return copied;
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT table_schema, table_name FROM bailey.copied")) {
                while (rows.next()) {
                    copied.add(new TableId(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return copied;
    }

    static <T> Array texts(Connection connection, Collection<T> values, Function<T, String> text) throws SQLException {
        return connection.createArrayOf("text", values.stream().map(text).toArray());
    }
}
