package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The database in which Bailey keeps all that it keeps about one database: {@code bailey_} and its name. What is in it
 * and why, is in bailey.sql. Beside the other, and not one for the whole server, since each database has its own guard,
 * streams and marks. Immutable.
 */
record OwnSchema(String name) {

    /** The longest name that a database may have. */
    private static final int NAME_MAX = 64;

    private static final String PREFIX = "bailey_";
    private static final String SCRIPT = Resources.text("bailey.sql");

    /** Tables that tell of a migration, and the column that names its stream where one does. */
    private static final Map<String, String> TRACES = Map.of(
            "checkpoint",
            "stream",
            "copied",
            "stream",
            "stream",
            "name",
            "conflict",
            "stream",
            "mark",
            "",
            "to_build",
            "",
            "app_trigger",
            "",
            "guard",
            "",
            "slice",
            "");

    static OwnSchema of(String database) {
        String name = PREFIX + database;
        if (name.length() > NAME_MAX) {
            CRC32 sum = new CRC32();
            sum.update(database.getBytes(StandardCharsets.UTF_8));
            String tail = String.format("_%08x", sum.getValue());
            name = name.substring(0, NAME_MAX - tail.length()) + tail;
        }
        return new OwnSchema(name);
    }

    /** One of its tables, as SQL names it. */
    String table(String table) {
        return Sql.name(new TableId(name, table));
    }

    /** Makes it, or what is missing of it. Safe when two do it at once. */
    void install(Connection session) throws SQLException {
        run(session, SCRIPT.replace("{own}", Sql.name(name)));
    }

    /** Removes it; the guard's triggers read it, so they must have been removed before. */
    void uninstall(Connection session) throws SQLException {
        run(session, "DROP DATABASE IF EXISTS " + Sql.name(name));
    }

    /** Empties one of its tables, if there is one. */
    void empty(Connection session, String table) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.executeUpdate("DELETE FROM " + table(table));
        } catch (SQLException e) {
            if (!MysqlProblems.isMissing(e)) {
                throw e;
            }
        }
    }

    /** Whether it is not there, or nobody but these streams has left anything in it. */
    boolean holdsOnly(Connection session, Set<String> streams) throws SQLException {
        String names = streams.stream().map(Sql::literal).collect(Collectors.joining(", "));
        for (Map.Entry<String, String> trace : TRACES.entrySet()) {
            String others = trace.getValue().isEmpty() ? "" : " WHERE " + trace.getValue() + " NOT IN (" + names + ")";
            if (hasRow(session, table(trace.getKey()) + others)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasRow(Connection session, String rows) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + rows + " LIMIT 1")) {
            return row.next();
        } catch (SQLException e) {
            if (!MysqlProblems.isMissing(e)) {
                throw e;
            }
            return false;
        }
    }

    private static void run(Connection session, String script) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String sql : script.split(";\\s*\n", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }
}
