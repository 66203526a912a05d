package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The schema {@code bailey}: all that Bailey keeps in a database. What is in it and why, is in bailey.sql. */
final class OwnSchema {

    private static final String SCRIPT = Resources.text("bailey.sql");

    private OwnSchema() {}

    /** Makes it, or what is missing of it. Safe when two do it at once. */
    static void install(Connection connection) throws SQLException {
        inOneTransaction(connection, SCRIPT);
    }

    /** Removes it; fails while a table is guarded, for the guard's function is in it. */
    static void uninstall(Connection connection) throws SQLException {
        inOneTransaction(connection, "DROP FUNCTION IF EXISTS bailey.guard(); DROP SCHEMA IF EXISTS bailey CASCADE");
    }

    private static void inOneTransaction(Connection connection, String script) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
            connection.commit();
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
