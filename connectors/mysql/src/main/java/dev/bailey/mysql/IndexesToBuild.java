package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Secondary indexes that are off their tables while those are loaded, noted before they go. Built at the end, in one
 * pass over the table, they cost a part of what entry by entry costs.
 */
final class IndexesToBuild {

    /** What foreign keys lean on, on either end, has to stay. */
    private static final String LEANED_ON = """
            SELECT COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE
            WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL
            UNION SELECT REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE
            WHERE REFERENCED_TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME = ?""";

    private final OwnSchema own;
    private final TableId table;

    IndexesToBuild(OwnSchema own, TableId table) {
        this.own = own;
        this.table = table;
    }

    /** Takes off what can be built later. The session is not in autocommit. */
    void takeOff(Connection session) throws SQLException {
        Set<String> leanedOn = leanedOn(session);
        List<CreateTable.Index> off = CreateTable.read(session, table).waiting().stream()
                .filter(index -> !leanedOn.contains(index.first()))
                .toList();
        if (off.isEmpty()) {
            return;
        }
        note(session, CreateTable.buildings(Sql.name(table), off));
        try (Statement statement = session.createStatement()) {
            statement.execute("ALTER TABLE " + Sql.name(table) + " "
                    + off.stream().map(index -> "DROP INDEX " + index.name()).collect(Collectors.joining(", ")));
        }
    }

    private Set<String> leanedOn(Connection session) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement statement = session.prepareStatement(LEANED_ON)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            statement.setString(3, table.schema());
            statement.setString(4, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(Sql.name(rows.getString(1)));
                }
            }
        }
        return columns;
    }

    /** Beside those that an earlier load, broken off, left to be built. */
    private void note(Connection session, List<String> statements) throws SQLException {
        OwnWrite.announce(session, own);
        String sql = "INSERT INTO " + own.table("to_build")
                + " SELECT ?, ?, COALESCE(MAX(number), 0) + 1, ? FROM " + own.table("to_build")
                + " WHERE table_schema = ? AND table_name = ?";
        try (PreparedStatement insert = session.prepareStatement(sql)) {
            for (String each : statements) {
                insert.setString(1, table.schema());
                insert.setString(2, table.name());
                insert.setString(3, each);
                insert.setString(4, table.schema());
                insert.setString(5, table.name());
                insert.executeUpdate();
            }
        }
        session.commit();
    }

    /** Builds what is off. Does nothing where nothing is. The session is not in autocommit. */
    void build(Connection session) throws SQLException {
        List<String> statements = noted(session);
        if (statements.isEmpty()) {
            return;
        }
        try (Statement statement = session.createStatement()) {
            for (String sql : statements) {
                ScriptRun.run(statement, sql);
            }
        }
        OwnWrite.announce(session, own);
        try (PreparedStatement delete = session.prepareStatement(
                "DELETE FROM " + own.table("to_build") + " WHERE table_schema = ? AND table_name = ?")) {
            delete.setString(1, table.schema());
            delete.setString(2, table.name());
            delete.executeUpdate();
        }
        session.commit();
    }

    private List<String> noted(Connection session) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement("SELECT statement FROM " + own.table("to_build")
                + " WHERE table_schema = ? AND table_name = ? ORDER BY number")) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    statements.add(rows.getString(1));
                }
            }
        }
        session.commit();
        return statements;
    }
}
