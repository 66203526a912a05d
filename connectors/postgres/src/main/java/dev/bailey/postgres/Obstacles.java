package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What stands in the way of moving tables from or to a database: one sentence each, with what to do about it. */
final class Obstacles {

    private static final String SENTENCES = Resources.text("obstacles.sql");

    private Obstacles() {}

    static List<String> read(Connection connection, List<Table> tables) throws SQLException {
        List<String> obstacles = new ArrayList<>();
        Object[] relations = tables.stream().map(table -> Sql.name(table.id())).toArray();
        try (PreparedStatement statement = connection.prepareStatement(SENTENCES)) {
            statement.setArray(1, connection.createArrayOf("text", relations));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    obstacles.add(rows.getString(1));
                }
            }
        }
        if (!mayPassTriggers(connection)) {
            obstacles.add(
                    "this user may not set session_replication_role, without which every change carried here would"
                            + " fire the application's triggers: GRANT SET ON PARAMETER session_replication_role TO it"
                            + " (PostgreSQL 15 and later), or make it a superuser (on a managed service: its administrator role)");
        }
        return obstacles;
    }

    /** By trying it: how the right is come by differs between versions and services. */
    private static boolean mayPassTriggers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("RESET session_replication_role");
            return true;
        } catch (SQLException e) {
            if (PostgresProblems.kind(e.getSQLState()) == Problem.Kind.DENIED) {
                return false;
            }
            throw e;
        }
    }
}
