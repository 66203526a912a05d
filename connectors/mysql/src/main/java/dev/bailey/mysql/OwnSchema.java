package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
