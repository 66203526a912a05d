package dev.bailey.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** The schema {@code bailey}: all that Bailey keeps in a database. What is in it and why, is in bailey.sql. */
final class OwnSchema {

    private static final String SCRIPT = Resources.text("bailey.sql");

    /** A guard that was ever moved, and a stream that was made and has carried nothing yet, count as well. */
    private static final String HOLDS_ONLY = """
            SELECT NOT EXISTS (SELECT FROM pg_sequences
                    WHERE schemaname = 'bailey' AND starts_with(sequencename, 'fence') AND last_value IS NOT NULL)
                AND NOT EXISTS (SELECT FROM bailey.checkpoint WHERE stream <> ALL (?))
                AND NOT EXISTS (SELECT FROM bailey.conflict WHERE stream <> ALL (?))
                AND NOT EXISTS (SELECT FROM bailey.mark)
                AND NOT EXISTS (SELECT FROM bailey.copied)
                AND NOT EXISTS (SELECT FROM bailey.key_to_build)
                AND NOT EXISTS (
                    SELECT FROM pg_publication WHERE starts_with(pubname, 'bailey_') AND pubname <> ALL (?))""";

    private static final String UNINSTALL = """
            DROP FUNCTION IF EXISTS bailey.guard();
            DO $$
            DECLARE
                drops text;
            BEGIN
                FOR drops IN
                    SELECT format('DROP TABLE %s', oid::regclass) FROM pg_class
                    WHERE relnamespace = to_regnamespace('bailey') AND relkind = 'r' AND starts_with(relname, 'guard_by_')
                    UNION ALL
                    SELECT format('DROP FUNCTION %s', oid::regprocedure) FROM pg_proc
                    WHERE pronamespace = to_regnamespace('bailey') AND prorettype = 'trigger'::regtype
                LOOP
                    EXECUTE drops;
                END LOOP;
            END $$;
            DROP SCHEMA IF EXISTS bailey CASCADE""";

    private OwnSchema() {}

    /** Makes it, or what is missing of it. Safe when two do it at once. */
    static void install(Connection connection) throws SQLException {
        inOneTransaction(connection, SCRIPT);
    }

    /** Removes it; fails while a table is guarded, for the guards' functions are in it. */
    static void uninstall(Connection connection) throws SQLException {
        inOneTransaction(connection, UNINSTALL);
    }

    /** Whether it is not there, or nobody but these streams has left anything in it, or a publication beside it. */
    static boolean holdsOnly(Connection connection, Set<String> streams) throws SQLException {
        if (!isThere(connection)) {
            return true;
        }
        Array names = connection.createArrayOf("text", streams.toArray());
        Array publications = connection.createArrayOf(
                "text", streams.stream().map(PostgresLog::slot).toArray());
        try (PreparedStatement statement = connection.prepareStatement(HOLDS_ONLY)) {
            statement.setArray(1, names);
            statement.setArray(2, names);
            statement.setArray(3, publications);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static boolean isThere(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('bailey.checkpoint') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
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
