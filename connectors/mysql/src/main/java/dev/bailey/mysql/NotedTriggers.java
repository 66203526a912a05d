package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What Bailey has noted of the application's triggers, in its own database beside theirs. Immutable. */
record NotedTriggers(OwnSchema own) {

    private static final String COLUMNS = "name, table_name, moment, number, statement, sql_mode, client, collation";

    /** Those that are off, by table and moment in their order. */
    List<AppTrigger> off(Connection session) throws SQLException {
        return read(session, "off");
    }

    /** Those that are off and were not brought by Bailey. */
    List<AppTrigger> offAndNotBrought(Connection session) throws SQLException {
        return read(session, "off AND NOT brought");
    }

    private List<AppTrigger> read(Connection session, String which) throws SQLException {
        List<AppTrigger> triggers = new ArrayList<>();
        String sql =
                "SELECT " + COLUMNS + " FROM " + table() + " WHERE " + which + " ORDER BY table_name, moment, number";
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                triggers.add(new AppTrigger(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8)));
            }
        } catch (SQLException e) {
            if (!MysqlProblems.isMissing(e)) {
                throw e;
            }
        }
        return triggers;
    }

    /** Durably, before they go. Whether Bailey brought one stays as it was noted. */
    void takenOff(Connection session, List<AppTrigger> triggers) throws SQLException {
        write(
                session,
                triggers,
                "TRUE, FALSE",
                " ON DUPLICATE KEY UPDATE off = TRUE, table_name = VALUES(table_name), moment = VALUES(moment),"
                        + " number = VALUES(number), statement = VALUES(statement), sql_mode = VALUES(sql_mode),"
                        + " client = VALUES(client), collation = VALUES(collation)");
    }

    /** Before they are made: what is noted already was here before. */
    void brought(Connection session, List<AppTrigger> triggers) throws SQLException {
        write(session, triggers, "FALSE, TRUE", " ON DUPLICATE KEY UPDATE name = VALUES(name)");
    }

    private void write(Connection session, List<AppTrigger> triggers, String state, String otherwise)
            throws SQLException {
        if (!isThere(session)) { // a move that an older version left open is ended before anything is made
            own.install(session);
        }
        String sql = "INSERT INTO " + table() + " (" + COLUMNS + ", off, brought) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                + state + ")" + otherwise;
        session.setAutoCommit(false);
        OwnWrite.announce(session, own);
        try (PreparedStatement insert = session.prepareStatement(sql)) {
            for (AppTrigger trigger : triggers) {
                insert.setString(1, trigger.name());
                insert.setString(2, trigger.table());
                insert.setString(3, trigger.moment());
                insert.setInt(4, trigger.number());
                insert.setString(5, trigger.statement());
                insert.setString(6, trigger.sqlMode());
                insert.setString(7, trigger.client());
                insert.setString(8, trigger.collation());
                insert.executeUpdate();
            }
        }
        session.commit();
        session.setAutoCommit(true);
    }

    private boolean isThere(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM " + table() + " LIMIT 0")) {
            return !rows.isClosed();
        } catch (SQLException e) {
            if (!MysqlProblems.isMissing(e)) {
                throw e;
            }
            return false;
        }
    }

    /** From here on nothing is off: what is not on this side any more was dropped by people on the other one. */
    void none(Connection session) throws SQLException {
        session.setAutoCommit(false);
        OwnWrite.announce(session, own);
        try (Statement statement = session.createStatement()) {
            statement.executeUpdate("UPDATE " + table() + " SET off = FALSE WHERE off");
        }
        session.commit();
        session.setAutoCommit(true);
    }

    private String table() {
        return own.table("app_trigger");
    }
}
